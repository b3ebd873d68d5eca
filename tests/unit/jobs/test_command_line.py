"""The command line: documented, quick to help, and never a traceback."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from catalog.config import Settings
from catalog.db import Database
from jobs.cli import reference
from jobs.cli.app import build, run
from jobs.cli.commands import COMMANDS, GROUPS, wanted
from jobs.cli.help_page import ARGUMENTS_VI
from jobs.cli.main import HELP_FILE, main
from tests.support.network import free_port

ROOT = Path(__file__).parents[3]


def test_every_command_is_documented() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert page == "\n".join(reference.lines()) + "\n", "python -m jobs.cli.reference > docs/cli.md"


def test_the_quick_help_is_the_true_one() -> None:
    shown = HELP_FILE.read_text(encoding="utf-8")
    assert shown == reference.help_text(), "python -m jobs.cli.reference --help-file"


def test_every_command_and_parameter_explains_itself() -> None:
    missing = [line for line in reference.lines() if line.endswith("|  |")]
    assert missing == []
    for command in COMMANDS:
        assert reference.summary(command), command.path


ENGLISH = re.compile(
    r"Usage|Options|Arguments|Commands|Show this|required|default|OPTIONS|COMMAND|ARGS|"
    r"INTEGER|TEXT|PATH|FILE|<|range"
)


@pytest.mark.parametrize("path", ["", *GROUPS, *(command.path for command in COMMANDS)])
def test_every_help_page_is_vietnamese(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*path.split(), "--help"]) == 0
    page = capsys.readouterr().out
    assert page.startswith(f"Cách dùng: {' '.join(['chophien', *path.split()])} ")
    assert ENGLISH.search(page) is None, page


def test_every_argument_has_a_vietnamese_name() -> None:
    root = get_command(build())
    for command in COMMANDS:
        for parameter in reference.find(root, command).params:
            if parameter.param_type_name == "argument":
                assert parameter.name in ARGUMENTS_VI, command.path


def test_a_help_page_tells_defaults_bounds_and_what_must_be(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(["jobs", "history", "--help"])
    page = " ".join(capsys.readouterr().out.split())
    assert "Cách dùng: chophien jobs history [VIỆC] [TÙY CHỌN]…" in page
    assert "--limit SỐ Nhiều nhất bao nhiêu dòng. (mặc định: 20; từ 1 trở lên)" in page
    run(["web", "--help"])
    assert "(từ 1 đến 65535)" in capsys.readouterr().out
    run(["import", "--help"])
    page = " ".join(capsys.readouterr().out.split())
    assert "Tham số: TỆP Tệp .xlsx, .xls, .ods hoặc .csv. (bắt buộc)" in page
    assert "--dry-run Chỉ đọc" in page
    run(["jobs"])
    assert "history  Nhật ký các lần chạy" in capsys.readouterr().out


def test_every_command_stands_once() -> None:
    paths = [command.path for command in COMMANDS]
    assert sorted(set(paths)) == sorted(paths)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from jobs.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'typer', 'rich', 'sqlmodel', 'flask', 'httpx', 'pydantic', 'apscheduler'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert "chophien" in done.stdout.decode()


def test_no_arguments_mean_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 0
    assert "Kế hoạch và việc" in capsys.readouterr().out


def test_only_the_modules_of_the_command_are_loaded() -> None:
    assert {command.path for command in wanted(("tasks", "retry", "3"))} == {
        "tasks list",
        "tasks retry",
        "tasks give-up",
    }
    assert wanted(("không-có",)) == COMMANDS
    assert build(wanted(("doctor",))).registered_commands[0].name == "doctor"


def test_an_unknown_command_is_bad_usage() -> None:
    assert run(["khong-co-lenh"]) == 2


@pytest.mark.usefixtures("settings")
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHOPHIEN_WEB__PORT", "chín nghìn")
    assert run(["doctor"]) == 2
    assert "web.port" in capsys.readouterr().err


@pytest.mark.usefixtures("settings")
def test_an_empty_database_is_told_with_advice(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan"]) == 2
    assert "chophien up" in capsys.readouterr().err


@pytest.fixture
def installed(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The test's database as the installation that commands find."""
    monkeypatch.setenv("CHOPHIEN_DATA_DIR", str(settings.data_dir))
    return database


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    "arguments",
    [("plan",), ("channels",), ("jobs", "list"), ("jobs", "history"), ("tasks", "list")],
)
def test_json_is_one_document(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments, "--json"]) == 0
    json.loads(capsys.readouterr().out)
    assert run(arguments) == 0


@pytest.mark.usefixtures("installed")
def test_channels_keep_their_contract(capsys: pytest.CaptureFixture[str]) -> None:
    run(["channels", "--json"])
    rows = {row["kind"]: row for row in json.loads(capsys.readouterr().out)}
    keys = {"kind", "label_vi", "push", "observe", "state", "limits", "health"}
    assert all(keys <= row.keys() for row in rows.values())
    assert rows["shopee"]["push"] is True
    assert "api" in rows["shopee"]["observe"]
    assert rows["buudien"]["push"] is False
    assert rows["buudien"]["state"] in {"open", "closed", "unknown"}


@pytest.mark.usefixtures("installed")
def test_a_task_that_did_not_stop_is_not_retried() -> None:
    assert run(["tasks", "retry", "7"]) == 2
    assert run(["tasks", "give-up", "7"]) == 2


@pytest.mark.usefixtures("installed")
def test_doctor_finds_what_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOPHIEN_SANDBOX__SHOPEE_PORT", str(free_port()))
    assert run(["doctor", "--json"]) == 1
    found = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert found["database"]["ok"]
    assert found["schema"]["ok"]
    assert not found["worker"]["ok"]
    assert "chophien up" in found["worker"]["advice_vi"]
    assert not found["shopee"]["ok"]


@pytest.mark.usefixtures("settings")
def test_init_makes_an_empty_installation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "thật"
    assert run(["init", str(folder), "--province", "Hà Giang", "--operator", 'Sở "A"']) == 0
    assert (folder / "var" / "chophien.db").exists()
    assert "production" in (folder / "config.toml").read_text(encoding="utf-8")
    assert len((folder / "secret.key").read_text().strip()) >= 32
    capsys.readouterr()
    assert run(["plan", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["actions"] == []
    assert run(["init", str(folder)]) == 2


@pytest.mark.usefixtures("settings")
def test_demo_reset_refuses_real_installations(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHOPHIEN_MODE", "production")
    assert run(["demo", "reset", "--yes"]) == 2
    assert "bản thử" in capsys.readouterr().err


@pytest.mark.usefixtures("installed")
def test_demo_reset_starts_over(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHOPHIEN_WEB__PORT", str(settings.web.port))
    monkeypatch.setenv("CHOPHIEN_SANDBOX__SHOPEE_PORT", str(settings.sandbox.shopee_port))
    monkeypatch.setenv("CHOPHIEN_SANDBOX__FLOOR_PORT", str(settings.sandbox.floor_port))
    assert (settings.data_dir / "chophien.db").exists()
    assert run(["demo", "reset", "--yes"]) == 0
    assert not list(settings.data_dir.glob("chophien.db*"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("import", "Thiếu TỆP. Cách dùng: chophien import --help"),
        ("import a b c", "Thừa tham số: b c"),
        ("nhap", "Không có lệnh “nhap”. Cách dùng: chophien --help"),
        ("plan --jso", "Không có tùy chọn --jso; có phải là --json"),
        ("plan --zz", "Không có tùy chọn --zz. "),
        ("plan --shop", "Tùy chọn --shop cần một giá trị"),
        ("plan --shop x", "--shop: phải là số nguyên"),
        ("tasks list --limit 0", "--limit: phải từ 1 trở lên. Cách dùng: chophien tasks list"),
        ("link --sheet khong-co.csv --shop 1", "khong-co.csv"),
        ("user add a --role x", "--role: vai trò là admin, staff hoặc producer"),
    ],
)
@pytest.mark.usefixtures("installed")
def test_wrong_usage_is_told_in_vietnamese(
    typed: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(typed.split()) in (1, 2)
    told = capsys.readouterr()
    assert said in told.err
    assert not re.search(r"Input|Missing|No such|Usage|does not", told.err)
