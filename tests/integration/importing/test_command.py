"""`chophien import` in a process of its own, as a clerk or a script runs it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from catalog.config import Settings
from catalog.db import Database
from catalog.importing import read_annex
from catalog.models import Product, Run
from tests.integration.importing.annexes import BASE, HONEY, annex, count

EXAMPLE = Path(__file__).parents[2] / "data" / "phu_luc_lao_cai.xlsx"


def chophien(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command in an empty folder; the fixture `settings` set the configuration's path."""
    return subprocess.run(
        [sys.executable, "-m", "jobs.cli.main", "import", *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def folder(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to run in, with the code on the path and a configuration of its own."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    monkeypatch.setenv("CHOPHIEN_DATA_DIR", str(settings.data_dir))
    empty = tmp_path / "nơi chạy"
    empty.mkdir()
    return empty


def document(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_dry_run_needs_no_database_and_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    found = document(chophien(folder, EXAMPLE, "--dry-run", "--json"))
    assert found == read_annex(EXAMPLE).to_json()
    assert sorted(tmp_path.rglob("*")) == before


def test_dry_run_tells_a_clerk_what_to_do(folder: Path) -> None:
    done = chophien(folder, EXAMPLE, "--dry-run")
    assert done.returncode == 0
    assert "đọc được 57 sản phẩm trên 2 trang" in done.stdout
    assert "[missing_producer]" in done.stdout
    assert "Lào Cai, dòng 32: nhảy từ 19 lên 21" in done.stdout
    assert "và 10 chỗ khác" in done.stdout
    assert "cán bộ" in done.stdout
    assert "Chưa ghi gì (chạy thử)" in done.stdout
    assert f"chophien import {EXAMPLE}" in done.stdout


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
@pytest.mark.usefixtures("database")
def test_an_unreadable_file(folder: Path, tmp_path: Path, more: tuple[str, ...]) -> None:
    file = tmp_path / "ảnh.xlsx"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    done = chophien(folder, file, "--json", *more)
    assert done.returncode == 2
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "unreadable"
    assert error["text_vi"]
    people = chophien(folder, file, *more)
    assert people.returncode == 2
    assert people.stdout == ""
    assert "Không nhập được" in people.stderr
    assert "Dữ liệu chưa bị thay đổi" in people.stderr


def test_importing_without_an_installation(folder: Path) -> None:
    done = chophien(folder, EXAMPLE, "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "config_missing"
    assert chophien(folder, EXAMPLE).returncode == 2


def test_importing_twice(folder: Path, database: Database) -> None:
    first = document(chophien(folder, EXAMPLE, "--json", "--actor", "Lan"))
    again = document(chophien(folder, EXAMPLE, "--json"))
    assert first["rows"] == again["rows"] == read_annex(EXAMPLE).to_json()["rows"]
    assert first["written"]["products"] == {"new": 57, "changed": 0, "same": 0}
    assert again["written"]["products"] == {"new": 0, "changed": 0, "same": 57}
    assert {"products", "producers", "recognitions"} <= first["written"].keys()
    with database.read() as session:
        actors = [session.get_one(Run, found["run"]).actor for found in (first, again)]
    assert actors[0] == "Lan"
    assert actors[1].startswith("cli:")


def test_the_summary_for_people(folder: Path, database: Database, tmp_path: Path) -> None:
    file = annex(tmp_path / "a.xlsx", [BASE, HONEY])
    done = chophien(folder, file)
    assert done.returncode == 0
    assert "Không có điểm nào cần xem" in done.stdout
    assert "Tiếp theo: chophien plan" in done.stdout
    assert "Sản phẩm" in done.stdout
    assert done.stderr == ""
    again = chophien(folder, file)
    assert "không có gì phải ghi" in again.stdout
    assert count(database, Product) == 2
