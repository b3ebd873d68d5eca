"""Status and price as a reader sees them in the main product block: the weakest evidence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bs4 import Tag
from bs4.element import PageElement

from catalog.text_vi import clean, fold
from connectors.page import phrases
from connectors.page.availability import Stance, stance_of_words
from connectors.page.blocks import buttons, is_choice, is_price_tag, marks_of, visible_text
from connectors.page.microdata import attribute
from connectors.page.model import Weight
from connectors.page.price import PriceText, parse_price
from connectors.page.product import Facts

_STOCK_MARKS = (
    "stock", "availab", "disponib", "verfug", "verfueg", "lieferbar", "tinh-trang", "tinhtrang",
    "inventory", "het-hang", "con-hang", "zaiko", "dostepn", "soldout", "sold-out",
)  # fmt: skip
_OLD_MARKS = re.compile(
    r"(?:^|[^a-z])(?:old|was|regular|compare|list|original|before|crossed|strike|striked|msrp|rrp"
    r"|uvp|cu|goc|through|market|previous|old-price|retail|thi-truong|niem-yet|recommended|omnibus"
    r"|lowest|tax|unit|save|saving|savings|saved|discount|percent|tiet-kiem|tietkiem|installment"
    r"|shipping|deposit|basis|instalment)(?:$|[^a-z])"
)
_SALE_MARKS = re.compile(
    r"(?:^|[^a-z])(?:special|sale|current|final|now|new|offer|promo|our|actual|moi|ban|khuyen-mai"
    r"|discounted|reduced)(?:$|[^a-z])"
)
_STRUCK = ("del", "s", "strike")
_NOT_PRICED = (*_STRUCK, "h1", "title")
_PROSE, _NOTE, _PLAIN = 60, 160, 40
# Cents written smaller, in an element of their own: "49", ",", "99" or "24" and a raised "99".
_CENT_MARKS = ("cent", "decimal", "fraction", "penny", "pence")
_CENTS = re.compile(r"\s*\d\d\s*")
_APART = re.compile(r"(?<=\d)(?: ([.,])[ .,]*|([.,]) [.,]?)(?=\d\d(?![\d.,]))")


@dataclass(frozen=True, slots=True)
class Sight:
    """What stands in the main block: facts, the heading, and its buttons."""

    facts: Facts
    button: Facts
    buys: int
    repeats: int
    text: str


def read_sight(main: Tag, currency: str | None, place: str, heading: str) -> Sight:
    """Status from stock labels, buttons and short texts; price from price elements, then text.

    `heading` is the product's name: words in it say nothing about the stock.
    """
    pressed = list(_pressable(main))
    button = _button_facts(pressed)
    live = button.stance is not None and button.weight is Weight.WEAK
    raw, stance = _labelled(main, live=live) or _spoken(main, button, heading)
    price = read_price(main, currency, place)
    facts = Facts(
        "text", Weight.WEAK, stance, raw, price.amount, price.low, price.high,
        price.currency or (currency if price.amount or price.low else None), price.unit,
        price.flags, decisive=not pressed and _is_plain_no(raw, stance) and not main.find(_is_badge),
    )  # fmt: skip
    buys = [w for w, on in pressed if on and phrases.contains(w, phrases.BUY) is not None]
    repeats = max((buys.count(words) for words in buys), default=0)
    return Sight(facts, button, len(buys), repeats, visible_text(main, 6000))


def _is_plain_no(raw: str, stance: Stance | None) -> bool:
    """Whether short words deny and mean just that: nothing could be bought here anyway."""
    return stance in {Stance.OUT, Stance.DISCONTINUED} and len(raw) <= _PLAIN


def _pressable(main: Tag) -> Iterator[tuple[str, bool]]:
    """(folded words, enabled) of the buttons that buy or say that buying isn't possible."""
    for tag, words in buttons(main):
        if is_choice(tag):
            continue
        off = tag.has_attr("disabled") or attribute(tag, "aria-disabled").lower() == "true"
        marks = marks_of(tag)
        off = off or bool({"disabled", "is-disabled"} & set(marks.split()))
        # Some shops hold the button back until a script has run or a variant is chosen.
        waits = "variation" in marks or "tocart" in marks.split()
        if not (off and waits):
            yield words, not off


def _button_facts(pressed: list[tuple[str, bool]]) -> Facts:
    """A dead buy button speaks clearly; a live one only weakly."""
    for words, enabled in pressed:
        stance = stance_of_words(words)
        if stance in {Stance.OUT, Stance.DISCONTINUED}:
            return Facts("buy_button", Weight.MEDIUM, stance, words, decisive=not enabled)
    live = [words for words, enabled in pressed if enabled]
    if live:
        orderable = stance_of_words(live[0]) is Stance.ORDERABLE
        stance = Stance.ORDERABLE if orderable else Stance.IN
        return Facts("buy_button", Weight.WEAK, stance, live[0])
    if pressed:
        return Facts("buy_button", Weight.MEDIUM, Stance.OUT, f"disabled: {pressed[0][0]}")
    return Facts("buy_button", Weight.WEAK)


def _spoken(main: Tag, button: Facts, heading: str) -> tuple[str, Stance | None]:
    """A dead button, else words that deny, else a live button, else words that promise."""
    if button.stance is not None and button.weight is Weight.MEDIUM:
        return button.raw, button.stance
    raw, stance = _short_texts(main, heading, sentences=button.stance is None)
    if stance in {Stance.OUT, Stance.DISCONTINUED} or button.stance is None:
        return raw, stance
    return button.raw, button.stance


def _labelled(main: Tag, *, live: bool) -> tuple[str, Stance] | None:
    """Words inside elements whose class or id speaks of stock.

    Themes print a sold-out badge on every page and let styles show it: beside a live button
    (`live`) it says nothing.
    """
    for tag in main.find_all(True, limit=4000):
        marks = marks_of(tag)
        if tag.name in {"body", "form", "button", "a"} or tag is main:
            continue
        if any(mark in marks for mark in _STOCK_MARKS):
            words = visible_text(tag, 200)
            stance = stance_of_words(words) if len(words) <= 160 else None
            badge = live and _has_badge(tag)
            if stance is not None and not badge and not is_choice(tag) and not _elsewhere(words):
                return words[:120], stance
    return None


def _has_badge(tag: Tag) -> bool:
    return _is_badge(tag) or any(_is_badge(child) for child in tag.find_all(True, limit=40))


def _is_badge(tag: Tag) -> bool:
    marks = marks_of(tag)
    return "badge" in marks and ("sold" in marks or "stock" in marks)


def _elsewhere(words: str) -> bool:
    """Whether words about stock mean a branch where the goods can be fetched, not the shop."""
    return phrases.contains(fold(words), phrases.BRANCH) is not None


def _short_texts(main: Tag, heading: str, *, sentences: bool) -> tuple[str, Stance | None]:
    """Short pieces of text; sentences of a description are no statement about the stock.

    Where nothing can be bought, the first sentence of a longer piece counts too: "Sorry, this
    item is out of stock. Please come back soon."
    """
    hopeful: tuple[str, Stance | None] = ("", None)
    for number, text in enumerate(main.find_all(string=True, limit=1200)):
        piece = str(text).strip()
        if not piece:
            continue
        if number > 900:
            break
        said = piece.partition(". ")[0] if sentences and len(piece) <= _NOTE else piece
        if len(said) > _PROSE or (said in heading and len(said) > 0.3 * len(heading)):
            continue
        stance = stance_of_words(said)
        if stance is not None and not _counts(text, said, live=not sentences):
            continue
        if stance in {Stance.OUT, Stance.DISCONTINUED}:
            return piece, stance
        if stance is not None and hopeful[1] is None:
            hopeful = (piece, stance)
    return hopeful


def _counts(text: PageElement, said: str, *, live: bool) -> bool:
    """Whether words about stock mean the product as a whole, here and now."""
    tag = text.parent
    if tag is None or tag.name == "h1" or _elsewhere(said) or is_choice(tag):
        return False
    return not (live and _is_badge(tag))


def read_price(main: Tag, currency: str | None, place: str) -> PriceText:
    """The current price of a block; old prices and savings beside it are left out."""
    request = PriceText()
    for tag in _price_tags(main):
        found = _current(tag, currency, place)
        if found.amount is not None or found.low is not None:
            return found if found.unit else replace(found, unit=_unit_after(_last_text(tag)))
        request = request if request.flags else found
    if request.flags:
        return request
    return _from_text(main, currency, place)


def _price_tags(main: Tag) -> list[Tag]:
    """Outermost price elements of the block, current ones before merely named ones."""
    inside: set[int] = set()
    found: list[Tag] = []
    for tag in main.find_all(True, limit=6000):
        if tag.parent is not None and id(tag.parent) in inside:
            inside.add(id(tag))
            continue
        small = tag.name not in {"form", "section", "main", "article"} and is_price_tag(tag)
        if small and len(visible_text(tag, 400)) <= 300:
            inside.add(id(tag))
            found.append(tag)
    return [t for t in found if not _is_old(t)][:12]


def _is_old(tag: Tag) -> bool:
    if tag.name in _STRUCK or bool(_OLD_MARKS.search(marks_of(tag))):
        return True
    return tag.has_attr("style") and "line-through" in attribute(tag, "style").lower()


def _current(tag: Tag, currency: str | None, place: str) -> PriceText:
    """The price an element shows: its sale part if it has one, else all but the old parts."""
    for inner in tag.find_all(True, limit=60):
        current = inner.name == "ins" or _SALE_MARKS.search(marks_of(inner))
        if current and not _is_old(inner) and not _inside_old(inner, tag):
            read = parse_price(visible_text(inner, 300), currency, place)
            if read.amount is not None:
                return read
    hidden = tag.select_one(".a-offscreen")
    words = visible_text(hidden, 60) if hidden is not None else _words_without_old(tag)
    read = parse_price(words, currency, place)
    content = attribute(tag, "content") or attribute(tag, "data-price")
    if read.amount is None and read.low is None and content:
        return parse_price(content, currency, place)
    return read


def _inside_old(tag: Tag, top: Tag) -> bool:
    for parent in tag.parents:
        if parent is top:
            return False
        if _is_old(parent):
            return True
    return False


def _words_without_old(tag: Tag) -> str:
    parts = []
    for piece in tag.find_all(string=True, limit=80):
        parent = piece.parent
        if parent is not None and (
            parent is tag or not (_is_old(parent) or _inside_old(parent, tag))
        ):
            raised = parent.name == "sup" or any(m in marks_of(parent) for m in _CENT_MARKS)
            parts.append(f",{piece.strip()}" if raised and _CENTS.fullmatch(piece) else str(piece))
    return _APART.sub(r"\1\2", clean(" ".join(parts)))


def _last_text(tag: Tag) -> PageElement:
    texts = tag.find_all(string=True)
    return texts[-1] if texts else tag


def _unit_after(piece: PageElement) -> str | None:
    """The unit in a text that follows the price outside its element: "120.000đ" "/kg"."""
    after = piece.find_next(string=True)
    found = parse_price(f"1đ{str(after).strip()}") if after is not None else PriceText()
    return found.unit if after is not None and str(after).strip().startswith("/") else None


def _from_text(main: Tag, currency: str | None, place: str) -> PriceText:
    """The first amount with a currency in the block's short texts, old ones left out."""
    before = ""
    for number, piece in enumerate(main.find_all(string=True)):
        text = str(piece).strip()
        if number > 400 or not text:
            continue
        if len(text) <= 120 and any(c.isdigit() for c in text):
            tag = piece.parent
            struck = tag is not None and (tag.name in _NOT_PRICED or _is_old(tag))
            read = parse_price(f"{before} {text}" if len(before) < 40 else text, None, place)
            if not struck and read.currency and (read.amount is not None or read.low is not None):
                return read if read.unit else replace(read, unit=_unit_after(piece))
            before = ""
        else:
            before = text
        if fold(text) in phrases.NO_PRICE:
            return PriceText(flags=("price_on_request",))
    return PriceText(currency=currency)
