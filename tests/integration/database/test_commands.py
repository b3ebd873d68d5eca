"""`chophien coverage`, `backup`, `restore`, `db …`, as a person or a script runs them."""

import json
import socket
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from catalog.config import Settings
from catalog.db import Database
from catalog.migrations import HEAD
from catalog.models import utc_now
from jobs.cli import coverage as coverage_command
from jobs.cli import database as database_commands
from jobs.engine import heartbeat
from jobs.restoring import StillRunningError
from tests.integration.database.test_coverage import CURRENT
from tests.support.facts import add_product, recognise
from tests.support.network import free_port

runner = CliRunner()


@pytest.fixture
def app() -> typer.Typer:
    """The commands of this room alone."""
    made = typer.Typer()
    made.command("coverage")(coverage_command.coverage)
    for name in ("upgrade", "backup", "restore", "check"):
        made.command(name)(getattr(database_commands, name))
    return made


@pytest.fixture
def installed(database: Database, settings: Settings, tmp_path: Path) -> Settings:
    """A configuration file beside the database, with one product."""
    (tmp_path / "config.toml").write_text('data_dir = "var"\n', encoding="utf-8")
    with database.write() as session:
        recognise(session, add_product(session, "Chè Shan tuyết", "HTX Một"), CURRENT)
    return settings


@pytest.mark.usefixtures("installed")
def test_coverage_as_json(app: typer.Typer) -> None:
    result = runner.invoke(app, ["coverage", "--as-of", "2026-06-30", "--json"])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["as_of"] == "2026-06-30"
    for figure in document["figures"]:
        assert {
            "key", "label_vi", "k", "n", "share", "denominator", "list_url", "unknown"
        } <= set(figure)  # fmt: skip
    figure = next(row for row in document["figures"] if row["key"] == "products_current")
    assert (figure["k"], figure["n"], figure["share"]) == (1, 1, 1.0)


@pytest.mark.usefixtures("installed")
def test_coverage_for_people(app: typer.Typer) -> None:
    result = runner.invoke(app, ["coverage", "--as-of", "2026-06-30"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert "30/06/2026" in result.stdout
    assert "100,0%" in result.stdout


@pytest.mark.usefixtures("installed")
def test_a_bad_day_is_a_usage_error(app: typer.Typer) -> None:
    assert runner.invoke(app, ["coverage", "--as-of", "30/06/2026"]).exit_code == 2


@pytest.fixture
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> int:
    """A port of the storefront where nobody listens."""
    port = free_port()
    monkeypatch.setenv("CHOPHIEN_WEB__PORT", str(port))
    return port


@pytest.mark.usefixtures("installed", "nothing_runs")
def test_a_copy_is_not_put_under_a_running_worker(
    app: typer.Typer, database: Database, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    runner.invoke(app, ["backup", str(copy)])
    with database.write() as session:
        heartbeat.beat(session, heartbeat.WORKER + "a", utc_now())
    refused = runner.invoke(app, ["restore", str(copy), "--yes"])
    assert isinstance(refused.exception, StillRunningError)
    with database.write() as session:
        heartbeat.forget(session, heartbeat.WORKER + "a")
    assert runner.invoke(app, ["restore", str(copy), "--yes"]).exit_code == 0


@pytest.mark.usefixtures("installed")
def test_a_copy_is_not_put_under_a_running_storefront(
    app: typer.Typer, nothing_runs: int, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    runner.invoke(app, ["backup", str(copy)])
    with socket.create_server(("127.0.0.1", nothing_runs)):
        refused = runner.invoke(app, ["restore", str(copy), "--yes"])
    assert isinstance(refused.exception, StillRunningError)


@pytest.mark.usefixtures("nothing_runs")
def test_a_broken_database_is_replaced(
    app: typer.Typer, installed: Settings, database: Database, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    runner.invoke(app, ["backup", str(copy)])
    database.dispose()
    current = installed.data_dir / "chophien.db"
    current.write_bytes(b"no database at all" * 500)
    done = runner.invoke(app, ["restore", str(copy), "--yes"])
    assert done.exit_code == 0, done.output
    assert runner.invoke(app, ["coverage", "--json"]).exit_code == 0


@pytest.mark.usefixtures("installed", "nothing_runs")
def test_backup_check_restore(app: typer.Typer, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert str(copy) in runner.invoke(app, ["backup", str(copy)]).stdout
    assert "toàn vẹn" in runner.invoke(app, ["check", str(copy)]).stdout
    assert "toàn vẹn" in runner.invoke(app, ["check"]).stdout
    refused = runner.invoke(app, ["restore", str(copy)], input="n\n")
    assert refused.exit_code == 1
    done = runner.invoke(app, ["restore", str(copy), "--yes"])
    assert done.exit_code == 0, done.output
    assert "before-restore-1" in done.stdout
    assert runner.invoke(app, ["coverage", "--json"]).exit_code == 0


def test_a_backup_has_a_place_of_its_own(app: typer.Typer, installed: Settings) -> None:
    assert runner.invoke(app, ["backup"]).exit_code == 0
    assert len(list((installed.data_dir / "backups").glob("chophien-*.db"))) == 1


@pytest.mark.usefixtures("settings")
def test_upgrade_says_what_it_did(app: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('data_dir = "var"\n', encoding="utf-8")
    assert f"từ trống lên {HEAD}" in runner.invoke(app, ["upgrade"]).stdout
    assert "đã ở phiên bản mới nhất" in runner.invoke(app, ["upgrade"]).stdout
