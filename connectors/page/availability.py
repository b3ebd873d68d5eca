"""What an availability value means: schema.org terms, feed terms, and what shops write instead."""

from enum import StrEnum
from functools import lru_cache

from catalog.text_vi import fold
from connectors.page import phrases


class Stance(StrEnum):
    """What one source says about buying the product."""

    IN = "in"
    OUT = "out"
    DISCONTINUED = "discontinued"
    ORDERABLE = "orderable"


_TERMS: dict[str, Stance] = {
    **dict.fromkeys(
        ["instock", "limitedavailability", "onlineonly", "instoreonly", "available", "true", "yes",
         "1", "lowstock", "availableforsale", "limitedstock", "onstock", "availabletobuy",
         "availableonline"], Stance.IN),
    **dict.fromkeys(
        ["outofstock", "soldout", "oos", "unavailable", "notavailable", "false", "no", "0",
         "notinstock", "nostock", "temporarilyoutofstock", "stockout", "reserved"], Stance.OUT),
    **dict.fromkeys(["discontinued", "retired", "nolongeravailable"], Stance.DISCONTINUED),
    **dict.fromkeys(
        ["preorder", "presale", "backorder", "madetoorder", "availablefororder", "onbackorder",
         "backordered", "preordered", "onorder", "availableondemand"], Stance.ORDERABLE),
}  # fmt: skip
_DROPPED = str.maketrans("", "", " _-\t\n\r.!")

# Pessimism: of two that differ the earlier one is taken.
PESSIMISM = (Stance.DISCONTINUED, Stance.OUT, Stance.ORDERABLE, Stance.IN)


@lru_cache(maxsize=1024)
def stance_of(raw: str) -> Stance | None:
    """The stance of a structured value such as "http://schema.org/InStock" or "Còn hàng"."""
    if len(raw) > 300:
        return None
    last = raw.strip().rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].rsplit(":", 1)[-1]
    term = last.translate(_DROPPED).casefold()
    return _TERMS.get(term) or (stance_of_words(last) if term not in {"", "pending"} else None)


def stance_of_words(text: str) -> Stance | None:
    """The stance of words on a page; negatives are looked for first ("Không còn hàng")."""
    folded = fold(text)
    if phrases.contains(folded, phrases.DISCONTINUED):
        return Stance.DISCONTINUED
    if phrases.contains(folded, phrases.OUT):
        return Stance.OUT
    if phrases.contains(folded, phrases.PREORDER):
        return Stance.ORDERABLE
    return Stance.IN if phrases.contains(folded, phrases.IN) else None


def worst(stances: list[Stance]) -> Stance | None:
    """The most pessimistic of several stances, None of none."""
    return next((s for s in PESSIMISM if s in stances), None)


def best(stances: list[Stance]) -> Stance | None:
    """The most hopeful of several stances: a product is on sale when one variant is."""
    return next((s for s in reversed(PESSIMISM) if s in stances), None)
