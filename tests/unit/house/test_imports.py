"""The import contracts hold, and each of them notices a planted violation."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PACKAGES = ("catalog", "connectors", "jobs", "storefront")

PLANTS = {
    "catalog knows a connector": ("catalog/planted.py", "import connectors.base\n"),
    "catalog knows a job": ("catalog/planted.py", "import jobs.cli\n"),
    "a connector knows the storefront": ("connectors/planted.py", "import storefront\n"),
    "the storefront knows a connector": ("storefront/planted.py", "import connectors.base\n"),
    "the storefront knows a job": ("storefront/planted.py", "import jobs.cli\n"),
    "the storefront calls out": ("storefront/planted.py", "import httpx\n"),
    "the catalog retries calls": ("catalog/planted.py", "import tenacity\n"),
    "a channel does its own I/O": ("connectors/shopee/planted.py", "import httpx\n"),
    "a channel opens the database": ("connectors/floor/planted.py", "import sqlmodel\n"),
    "a scheduler in the web application": ("storefront/planted.py", "import apscheduler\n"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__", "data", "static", "templates")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_violation_is_noticed(copy: Path, plant: str) -> None:
    file, line = PLANTS[plant]
    (copy / file).write_text(line, encoding="utf-8")
    result = lint(copy)
    assert result.returncode == 1
    assert "planted" in result.stdout
