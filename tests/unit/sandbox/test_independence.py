"""The sandbox shares no code with what is tried against it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import connectors.sandbox

ROOT = Path(connectors.sandbox.__file__).parent


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def test_it_imports_nothing_of_the_project_but_itself() -> None:
    rooms = ("catalog", "connectors", "jobs", "storefront")
    files = sorted(ROOT.rglob("*.py"))
    own = {name for path in files for name in imported(path) if name.split(".")[0] in rooms}
    assert len(files) > 30
    assert own
    assert {name for name in own if not name.startswith("connectors.sandbox")} == set()


def test_every_page_says_that_it_is_simulated() -> None:
    pages = sorted((ROOT / "templates").glob("*.html"))
    base = (ROOT / "templates" / "sandbox.html").read_text("utf-8")
    assert "{{ banner }}</p>" in base
    heirs = {"sandbox.html", "floor_product.html"}
    for page in pages:
        first = page.read_text("utf-8").splitlines()[0]
        assert page.name == "sandbox.html" or any(heir in first for heir in heirs), page.name
