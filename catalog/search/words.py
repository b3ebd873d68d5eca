"""Text to words: one splitting for the index and the query, so no backend splits by itself."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from catalog.identity import producer_key
from catalog.text_vi import clean, fold, storable

MOST_QUERY_WORDS = 12
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one product, by weight; `exact` keeps the marks of all of them."""

    product_id: int
    name: list[str]
    producer: list[str]
    place: list[str]
    exact: list[str]


@dataclass(frozen=True, slots=True)
class Query:
    """The words asked for, folded and as typed; the last may be the beginning of a word."""

    folded: list[str]
    exact: list[str]

    @property
    def marked(self) -> bool:
        """Whether any mark was typed: only then do exact words tell more than folded ones."""
        return self.folded != self.exact


def split(text: str) -> list[str]:
    """The words of a text as typed, in lower case."""
    return _WORD.findall(clean(storable(text)).casefold())


def split_folded(text: str) -> list[str]:
    """The words of a text without marks."""
    return _WORD.findall(fold(storable(text)))


def document(
    product_id: int, name: str, producer: str, places: Iterable[str], sku: str
) -> Document:
    """What is found of a product: name, producer (short and long form), places, SKU."""
    written = split_folded(producer)
    spelled = [word for word in producer_key(producer).split() if word not in written]
    everywhere = " ".join(dict.fromkeys(place for place in places if place))
    return Document(
        product_id,
        name=split_folded(name),
        producer=written + spelled,
        place=split_folded(f"{everywhere} {sku}"),
        exact=split(f"{name} {producer} {everywhere}"),
    )


def query(text: str) -> Query | None:
    """Read what a person typed; None when it holds no word. Words past the twelfth are left."""
    folded = split_folded(text)[:MOST_QUERY_WORDS]
    return Query(folded, split(text)[:MOST_QUERY_WORDS]) if folded else None
