"""A parser that is kept gives the tree that a new one would."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bs4 import BeautifulSoup

from connectors.page.tree import parse

PAGES = (
    "<body><main><h1>Chè</h1><p class='a b'>9 ₫</p><button disabled>Mua</button></main>",
    "<p>bare <b>and <i>crossed</b></i>",
    "<?xml version='1.0' encoding='utf-8'?><html><body><svg:g><p>x</svg:g></body></html>",
    "<table><tr><td>1<td>2</table></div></div>",
    "",
    "<!DOCTYPE html><html><body><p>\ufffd &amp; &nope; &#0; \x01",
)


def fresh(page: str) -> str:
    """What Beautiful Soup alone makes of it."""
    text = page.partition("?>")[2] if page.startswith("<?xml") else page
    return str(BeautifulSoup(text, "lxml", multi_valued_attributes=None))


def test_trees_one_after_another() -> None:
    for page in (*PAGES, *reversed(PAGES), *PAGES):
        assert str(parse(page.encode())) == fresh(page)


def test_trees_in_several_threads_at_once() -> None:
    pages = [f"<body><div id='{n}'>{'<p>x</p>' * (n % 40)}</div>" for n in range(300)]
    with ThreadPoolExecutor(4) as pool:
        trees = list(pool.map(lambda page: str(parse(page.encode())), pages))
    assert trees == [fresh(page) for page in pages]


@pytest.mark.parametrize("tags", range(5))
def test_tree_after_one_that_failed(monkeypatch: pytest.MonkeyPatch, tags: int) -> None:
    started: list[None] = []
    whole = BeautifulSoup.handle_starttag

    def stopped(soup: BeautifulSoup, *told: Any, **named: Any) -> Any:
        started.append(None)
        if len(started) > tags:
            raise MemoryError
        return whole(soup, *told, **named)

    with monkeypatch.context() as broken:
        broken.setattr(BeautifulSoup, "handle_starttag", stopped)
        with pytest.raises(MemoryError):
            parse(PAGES[0].encode())
    for page in PAGES:
        assert str(parse(page.encode())) == fresh(page)
