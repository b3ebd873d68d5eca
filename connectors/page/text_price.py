"""The price as a reader sees it in the main product block: price elements, then short texts."""

import re
from dataclasses import replace

from bs4 import Tag
from bs4.element import PageElement

from catalog.text_vi import clean
from connectors.page.blocks import (
    is_of_twin,
    is_price_tag,
    marks_of,
    visible_text,
)
from connectors.page.microdata import attribute, classed, elements, strings
from connectors.page.old_prices import STRUCK, is_old, is_struck, names_current
from connectors.page.price import AMBIGUOUS, FROM, NET, PriceText, lone_price, parse_price
from connectors.page.price_beside import role_around, text_after
from connectors.page.price_labels import Role, role_after
from connectors.page.price_pieces import above, told
from connectors.page.price_texts import (
    as_labelled,
    by_measure,
    completes,
    from_text,
    is_told,
    pair,
    unit_after,
)
from connectors.page.price_tiers import first_tier

_PRICE_ALONE, _FEW = 16, 40
# Cents written smaller, in an element of their own: "49", ",", "99" or "24" and a raised "99".
_CENT_MARKS = ("cent", "decimal", "fraction", "penny", "pence")
_CENTS = re.compile(r"\s*(\d\d)\s*[*¹²]?\s*")
# "150" ".000" "₫", each in an element of its own.
_GROUPS = re.compile(r"(?<=\d)(?: ([.,])|([.,]) )(?=\d{3}(?!\d))")
_APART = re.compile(r"(?<=\d)(?: ([.,])[ .,]*|([.,]) [.,]?)(?=\d\d(?![\d.,]))")


def read_price(main: Tag, currency: str | None, place: str, heading: str = "") -> PriceText:
    """The current price of a block; old prices and savings beside it are left out.

    `heading` is the goods' name: where no block is theirs, what stands below it goes first.
    """
    tags = price_tags(main)
    if main.name == "body" and heading:
        first = above(main, heading)
        tags.sort(key=lambda tag: id(tag) in first)
    if tags and is_of_twin(tags[0], main):
        text = from_text(told(main, heading, tags[0]), currency, place)
        if is_told(text):
            return text  # told in plain words before the cards of other goods
    found, old = _among(tags, currency, place)
    if is_told(found) or found.flags:
        return _regular(main, found, place) if FROM in found.flags else found
    text = from_text(told(main, heading), currency, place)
    if not is_told(text) and not text.flags and heading:
        text = from_text(told(main, ""), currency, place)
    if is_told(text):
        return text
    return old if old is not None else _only_old(main, text, place)


def _among(tags: list[Tag], currency: str | None, place: str) -> tuple[PriceText, PriceText | None]:
    """The current price of price elements, and one that is labelled as old.

    A price that tax comes on top of, and the least of several, give way to a fuller one.
    """
    request, partial, old = PriceText(), PriceText(), None
    for number, tag in enumerate(tags):
        found = _within(tag, currency, place)
        if not is_told(found):
            old = old or (
                None if found.flags else lone_price(visible_text(tag, 100), currency, place)
            )
            request = request if request.flags else found
            continue
        role = _role(tag)
        if role in {Role.OLD, Role.SAVING}:
            old = old or (found if role is Role.OLD else None)
            continue
        found = as_labelled(found, role)
        if number + 1 < len(tags):
            found = _reduced(tag, tags[number + 1], found, currency, place)
        found = found if found.unit else replace(found, unit=unit_after(_last_text(tag)))
        if is_told(partial):
            return (found if completes(found, partial) else partial), old
        if not ({NET, FROM} & {*found.flags} or by_measure(found)):
            return found, old
        partial = found
    return (partial if is_told(partial) else request), old


def all_prices(top: Tag, currency: str | None, place: str) -> list[PriceText]:
    """The current prices of all price elements of a block."""
    tags = [t for t in price_tags(top) if _role(t) is Role.CURRENT]
    return [found for t in tags if is_told(found := _within(t, currency, place))]


def _role(tag: Tag) -> Role:
    """What a price element holds by the words around it."""
    role = role_around(tag)
    return role if role is not Role.CURRENT else role_after(text_after(_last_text(tag)))


def _within(tag: Tag, currency: str | None, place: str) -> PriceText:
    """The price of a price element; where it shows several, that of the elements inside it."""
    found = _current(tag, currency, place)
    if AMBIGUOUS not in found.flags:
        return found
    tiers = first_tier(tag, currency, place)
    if tiers is not None:
        return tiers
    inner, _ = _among(price_tags(tag), currency, place)
    return inner if is_told(inner) else pair(strings(tag, 20), currency, place) or found


def _reduced(tag: Tag, after: Tag, found: PriceText, currency: str | None, place: str) -> PriceText:
    """The lower price in an element beside the first whose name says that it is the final one."""
    if after.parent is not tag.parent or not names_current(after):
        return found
    read = _current(after, currency, place)
    lower = found.amount and read.amount and read.amount < found.amount
    return read if lower and not names_current(tag) else found


def _regular(main: Tag, least: PriceText, place: str) -> PriceText:
    """What one piece costs where the least price is that of many: "$34", "as low as $27".

    An element called regular holds it, unless it is struck or its label calls it old.
    """
    for tag in elements(main, 3000):
        if "regular" in marks_of(tag) and is_price_tag(tag) and not is_struck(tag):
            read = parse_price(visible_text(tag, 60), least.currency, place)
            called = role_around(tag) is Role.CURRENT and not is_old(tag, regular=True)
            if called and read.amount and least.low and read.amount > least.low:
                return read
    return least


def _only_old(main: Tag, found: PriceText, place: str) -> PriceText:
    """The price of an element named like an old or net one, where no other shows any."""
    for tag in price_tags(main, old=True):
        if tag.name not in STRUCK:
            read = parse_price(visible_text(tag, 300), found.currency, place)
            if read.amount is not None:
                return read
    return found


def price_tags(main: Tag, *, old: bool = False) -> list[Tag]:
    """Outermost price elements of the block, current ones before merely named ones."""
    inside: set[int] = set()
    found: list[Tag] = []
    for tag in elements(main, 6000):
        if tag.parent is not None and id(tag.parent) in inside:
            inside.add(id(tag))
            continue
        small = tag.name not in {"form", "section", "main", "article"} and is_price_tag(tag)
        if small and len(visible_text(tag, 400)) <= 300:
            inside.add(id(tag))
            found.append(tag)
    found = [t for t in found if (is_old(t) or is_struck(t)) is old][:12]
    # What readers see goes before what only machines are told.
    return sorted(found, key=lambda tag: tag.name == "meta")


def _current(tag: Tag, currency: str | None, place: str) -> PriceText:
    """The price an element shows: its sale part if it has one, else all but the old parts."""
    for inner in elements(tag, 60):
        current = inner.name == "ins" or names_current(inner)
        if current and not is_old(inner) and not _inside_old(inner, tag):
            for said in (_words_without_old(inner), visible_text(inner, 300)):
                read = parse_price(said, currency, place)
                if read.amount is not None:
                    return read
    hidden = classed(tag, "a-offscreen")
    words = visible_text(hidden, 60) if hidden is not None else ""
    words = words or _words_without_old(tag)
    read = parse_price(words, currency, place)
    content = attribute(tag, "content") or attribute(tag, "data-price")
    if read.amount is None and read.low is None and content:
        return parse_price(content, currency, place)
    nothing = read.amount is None and read.low is None and not read.flags
    if nothing and not any(one.name in STRUCK for one in elements(tag)):
        return parse_price(visible_text(tag, 300), currency, place)
    return read


def _inside_old(tag: Tag, top: Tag) -> bool:
    for parent in tag.parents:
        if parent is top:
            return False
        if is_old(parent):
            return True
    return False


def _words_without_old(tag: Tag) -> str:
    parts: list[str] = []
    for piece in strings(tag, 80):
        parent = piece.parent
        if parent is not None and (
            parent is tag or not (is_old(parent) or _inside_old(parent, tag))
        ):
            raised = parent.name == "sup" or any(m in marks_of(parent) for m in _CENT_MARKS)
            raised = raised and any(c.isdigit() for part in parts for c in part)
            cents = _CENTS.fullmatch(piece) if raised else None
            parts.append(f",{cents[1]}" if cents is not None else str(piece))
    return _GROUPS.sub(r"\1\2", _APART.sub(r"\1\2", clean(" ".join(parts))))


def _last_text(tag: Tag) -> PageElement:
    texts = list(strings(tag))
    return texts[-1] if texts else tag


def stands_alone(main: Tag) -> bool:
    """Whether a single text of a short block is nothing but a price: no talk, no list of prices."""
    texts = [said for one in strings(main, 600) if (said := str(one).strip())]
    priced = [s for s in texts if len(s) <= _PRICE_ALONE and parse_price(s).currency is not None]
    asked = any(attribute(one, "type") == "password" for one in elements(main))
    return len(texts) <= _FEW and len(priced) == 1 and not asked
