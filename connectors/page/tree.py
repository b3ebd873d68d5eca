"""The tree of a page or of a part of it: Beautiful Soup's, built by lxml."""

import threading

from bs4 import BeautifulSoup
from bs4.builder._lxml import LXMLTreeBuilder
from lxml import etree

from connectors.page.depth import flattened
from connectors.page.prose import shortened, undrawn

_Parser = etree.HTMLParser | etree.XMLParser


class _Builder(LXMLTreeBuilder):
    """Keeps its parser: to make one, lxml studies its target, a fifth of a small tree's cost."""

    kept: _Parser | None = None

    def parser_for(self, encoding: str | None) -> _Parser:
        """The kept parser for text; a new one for the second try, of text that it refused."""
        if encoding is not None:
            self.kept = None
            return super().parser_for(encoding)
        if self.kept is None:
            self.kept = super().parser_for(encoding)
        return self.kept


class _Kept(threading.local):
    """One builder for each thread."""

    def __init__(self) -> None:
        # Classes stay one text: taking them apart costs a quarter of the parse.
        self.builder = _Builder(multi_valued_attributes=None)


_KEPT = _Kept()


def parse(markup: bytes) -> BeautifulSoup:
    """The tree of a page whose scripts are already cut out."""
    markup = markup.lstrip()
    if markup.startswith(b"<?xml"):
        # XHTML: the declaration means nothing here, and the parser warns of it.
        markup = markup[5:].partition(b">")[2]
    text = flattened(shortened(undrawn(markup))).decode("utf-8", "replace")
    return BeautifulSoup(text, builder=_KEPT.builder)
