"""House rules that a reader would otherwise have to trust: sizes, excepts, ignores, lock files."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CEILING = 400
MOST_IGNORES = 10
BROAD_EXCEPT_IN = {"jobs/engine/runner.py", "jobs/cli/app.py"}


def tracked(pattern: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", pattern],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).exists()]


@pytest.fixture(scope="module")
def modules() -> list[Path]:
    found = tracked("*.py")
    assert len(found) > 50
    return found


def test_no_module_is_above_the_ceiling(modules: list[Path]) -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > CEILING
    }
    assert long == {}


def swallows(handler: ast.ExceptHandler) -> bool:
    """Whether a handler catches everything and doesn't raise it again."""
    last = handler.body[-1]
    if isinstance(last, ast.Raise) and last.exc is None:
        return False
    if handler.type is None:
        return True
    names = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
    return bool(names & {"Exception", "BaseException"})


def test_broad_excepts_stand_only_where_the_design_allows(modules: list[Path]) -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in modules
        if "tests" not in path.relative_to(ROOT).parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and swallows(node)
    }
    assert found <= BROAD_EXCEPT_IN


def test_type_ignores_stay_few(modules: list[Path]) -> None:
    marker = "type: " + "ignore"
    count = sum(path.read_text(encoding="utf-8").count(marker) for path in modules)
    assert count <= MOST_IGNORES


def test_no_test_is_skipped(modules: list[Path]) -> None:
    words = ("pytest." + "skip", "mark." + "skip", "mark." + "xfail")
    guilty = [path for path in modules if any(w in path.read_text("utf-8") for w in words)]
    assert guilty == []


def test_lock_files_carry_hashes_and_no_index_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index-url|--find-links|--extra-index", text)


def test_every_dependency_has_its_line_of_reason() -> None:
    reasons = (ROOT / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = project[project.index("dependencies = [") : project.index("[project.scripts]")]
    names = re.findall(r'^\s+"([A-Za-z0-9_-]+)', block, flags=re.MULTILINE)
    assert len(names) > 30
    missing = [name for name in names if f"`{name}`" not in reasons]
    assert missing == []
