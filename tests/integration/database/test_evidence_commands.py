"""`chophien evidence verify` and `evidence annex`, as a person runs them."""

from datetime import timedelta
from pathlib import Path

import pytest
import typer
from sqlalchemy import delete, update
from sqlmodel import col
from typer.testing import CliRunner

from catalog.config import Settings
from catalog.contract import Proof, Seen
from catalog.db import Database
from catalog.models import Evidence, Observation, utc_now
from catalog.observing import prune, record
from catalog.status import Method, Observed
from jobs.cli import evidence
from tests.support.facts import add_listing, add_product, add_shop

runner = CliRunner()


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    made.command("verify")(evidence.verify)
    made.command("annex")(evidence.annex)
    return made


@pytest.fixture
def looked(database: Database, settings: Settings, tmp_path: Path) -> Database:
    """A listing with five looks in five days, the three oldest of them pruned where they may be."""
    (tmp_path / "config.toml").write_text('data_dir = "var"\n', encoding="utf-8")
    assert settings.data_dir == tmp_path / "var"
    now = utc_now()
    with database.write() as session:
        shop = add_shop(session, None, "buudien")
        number = add_listing(session, add_product(session, "Chè <b>Shan</b>"), shop).id or 0
        for day in range(5):
            at = now - timedelta(days=5 - day)
            proof = Proof(f"trang {day}".encode(), "text/html", "https://buudien.vn/p/1", 200)
            record(session, [Seen(number, Observed.LIVE, at, Method.PAGE, proof=proof)])
        assert prune(session, now - timedelta(days=2, hours=12)) == 2
    return database


def test_pruned_evidence_verifies(app: typer.Typer, looked: Database) -> None:
    assert runner.invoke(app, ["verify"]).exit_code == 0
    with looked.write() as session:
        session.execute(update(Evidence).where(col(Evidence.id) == 2).values(sha256="0" * 64))
    result = runner.invoke(app, ["verify"])
    assert (result.exit_code, "Tin 1, bằng chứng 2" in result.output) == (1, True)


def test_evidence_that_is_all_gone_is_missed(app: typer.Typer, looked: Database) -> None:
    with looked.write() as session:
        session.execute(delete(Observation))
        session.execute(delete(Evidence))
    result = runner.invoke(app, ["verify"])
    assert (result.exit_code, "Tin 1: Lần xem mới nhất đã bị xóa" in result.output) == (1, True)
    assert runner.invoke(app, ["verify", "--listing", "99"]).exit_code == 2


def test_an_annex_is_one_file(app: typer.Typer, looked: Database, tmp_path: Path) -> None:
    file = tmp_path / "phu-luc.html"
    result = runner.invoke(app, ["annex", "1", "--out", str(file)])
    assert (result.exit_code, "5 lần xem, 0 chỗ không khớp" in result.output) == (0, True)
    text = file.read_text(encoding="utf-8")
    assert [f"trang {day}" in text for day in range(5)] == [True, False, False, True, True]
    assert text.count("Đã dọn theo thời hạn lưu.") == 2
    assert "Chè &lt;b&gt;Shan&lt;/b&gt;" in text
    assert "src=" not in text
    with looked.write() as session:
        session.execute(update(Evidence).where(col(Evidence.id) == 5).values(body=b"junk"))
    assert runner.invoke(app, ["annex", "1", "--out", str(file)]).exit_code == 1
    assert "KHÔNG KHỚP" in file.read_text(encoding="utf-8")


def test_an_annex_prints_each_fragment_once_and_says_what_it_leaves_out(
    app: typer.Typer, looked: Database, tmp_path: Path
) -> None:
    with looked.write() as session:
        for minute in range(3):
            at = utc_now() + timedelta(minutes=minute)
            proof = Proof(b"trang 4", "text/html", "https://buudien.vn/p/1", 200)
            record(session, [Seen(1, Observed.LIVE, at, Method.PAGE, proof=proof)])
    file, day = tmp_path / "phu-luc.html", f"{utc_now() - timedelta(days=2):%d/%m/%Y}"
    assert runner.invoke(app, ["annex", "1", "--since", day, "--out", str(file)]).exit_code == 0
    text = file.read_text(encoding="utf-8")
    assert text.count("<pre>trang 4</pre>") == 1
    assert text.count("Giống hệt trích đoạn của lần xem") == 3
    assert "lần mới nhất trên 8 bằng chứng" in text


@pytest.mark.usefixtures("looked")
def test_an_annex_from_a_day_on(app: typer.Typer, tmp_path: Path) -> None:
    day = f"{utc_now() - timedelta(days=2):%d/%m/%Y}"
    file = tmp_path / "phu-luc.html"
    result = runner.invoke(app, ["annex", "1", "--since", day, "--out", str(file)])
    assert result.exit_code == 0
    assert "trang 0" not in file.read_text(encoding="utf-8")
    assert runner.invoke(app, ["annex", "1", "--since", "hôm qua"]).exit_code == 2
    assert runner.invoke(app, ["annex", "99"]).exit_code == 2
