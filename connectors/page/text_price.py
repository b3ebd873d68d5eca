"""The price as a reader sees it in the main product block: price elements, then short texts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from catalog.text_vi import clean, fold
from connectors.page import phrases
from connectors.page.blocks import (
    is_of_twin,
    is_price_alone,
    is_price_tag,
    marks_of,
    visible_text,
)
from connectors.page.microdata import attribute, classed, elements, strings
from connectors.page.price import AMBIGUOUS, FROM, NET, PriceText, lone_price, parse_price
from connectors.page.price_labels import (
    Role,
    ends_net,
    is_reduced,
    role_after,
    role_by_label,
)
from connectors.page.price_pieces import above, told
from connectors.page.price_tiers import TIERS, first_tier

_OLD_MARKS = re.compile(
    r"(?:^|[^a-z])(?:old|was|origin|regular|compare|list|original|before|crossed|strike|striked|msrp|rrp"
    r"|uvp|cu|goc|through|market|previous|old-price|retail|thi-truong|niem-yet|recommended|omnibus"
    r"|lowest|tax|unit|save|saving|savings|saved|discount|percent|tiet-kiem|tietkiem|installment"
    r"|shipping|deposit|basis|instalment|lista|antes|anterior|ancien|barre|streich|statt|alter"
    r"|stara"
    r"|puvodni|wholesale|si|member|members|club|loyalty|vip|thanh-vien|installments|saving|points|point|reward)(?:$|[^a-z])"
)
# "has-discount", "with-list-price": the element holds such a price beside its own.
_WITH = re.compile(r"(?:^|(?<=[^a-z]))(?:with|has)-[a-z-]+")
_SALE_MARKS = re.compile(
    r"(?:^|[^a-z])(?:special|sale|current|final|now|new|offer|promo|our|actual|moi|ban|khuyen-mai"
    r"|discounted|reduced|oferta|angebot|aktion|solde|offerta|actuel|aktuell|promocja|sell"
    r"|selling)(?:$|[^a-z])"
)
_STRUCK = ("del", "s", "strike")
# A price that is called so and names no currency.
_PRICED = re.compile(
    r"(?:(?:don )?gia(?: ban| san pham| le)?|(?:our |sale |unit )?price|prix|preis|precio|prezzo"
    r"|preco|cena|pris|prijs|harga|fiyat|цена|τιμη|价格|価格|가격) ?[:：] ?\d[\d., ]*"
)
# A number that counts pieces, left over behind a price drawn as pictures.
_COUNTED = re.compile(
    r"\d{1,6}\s+(?:in stock|left|available|sold|auf lager|en stock|reviews?|ratings?|items?"
    r"|san pham|danh gia|da ban)\b"
)
_PROSE, _PRICE_ALONE, _FEW, _MOST_TEXTS = 60, 16, 40, 200
# How many times its net price goods cost at most, and one piece the least price of many.
_MOST_TAX, _MOST_FOR_ONE = Decimal("1.35"), 20
_NOT_PRICED = ("h1", "title")
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
        text = _from_text(told(main, heading, tags[0]), currency, place)
        if is_told(text):
            return text  # told in plain words before the cards of other goods
    found, old = _among(tags, currency, place)
    if is_told(found) or found.flags:
        return found
    text = _from_text(told(main, heading), currency, place)
    if not is_told(text) and not text.flags and heading:
        text = _from_text(told(main, ""), currency, place)
    if is_told(text):
        return text
    return old if old is not None else _only_old(main, text, place)


def is_told(found: PriceText) -> bool:
    """Whether an amount or the low end of a range was read."""
    return found.amount is not None or found.low is not None


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
        found = _as_labelled(found, role)
        if number + 1 < len(tags):
            found = _reduced(tag, tags[number + 1], found, currency, place)
        found = found if found.unit else replace(found, unit=_unit_after(_last_text(tag)))
        if is_told(partial):
            return (found if _completes(found, partial) else partial), old
        if not ({NET, FROM} & {*found.flags} or _by_measure(found)):
            return found, old
        partial = found
    return (partial if is_told(partial) else request), old


def all_prices(top: Tag, currency: str | None, place: str) -> list[PriceText]:
    """The current prices of all price elements of a block."""
    tags = [t for t in price_tags(top) if _role(t) is Role.CURRENT]
    return [found for t in tags if is_told(found := _within(t, currency, place))]


def _role(tag: Tag) -> Role:
    """What a price element holds by the words around it."""
    role = role_by_label(_label_before(tag))
    return role if role is not Role.CURRENT else role_after(_text_after(_last_text(tag)))


def _text_after(piece: PageElement) -> str:
    """The next text that stands behind a piece of text, whatever element holds it."""
    said = (str(after).strip() for after in islice(_texts_after(piece), 3))
    return next(filter(None, said), "")


def _texts_after(piece: PageElement) -> Iterator[NavigableString]:
    return (one for one in piece.next_elements if isinstance(one, NavigableString))


def _as_labelled(found: PriceText, role: Role) -> PriceText:
    if found.amount is None or role is Role.CURRENT:
        return found
    if role is Role.FROM:
        return replace(found, amount=None, low=found.amount, flags=(FROM,))
    return replace(found, flags=(NET,))


def _by_measure(found: PriceText) -> bool:
    """Whether a price is that of a measure, beside which stands what the goods cost: "100 g"."""
    return found.unit is not None and found.unit[0].isdigit()


def _completes(found: PriceText, partial: PriceText) -> bool:
    """Whether a price is the one to pay for what a partial one tells: with tax, or of one piece."""
    least = partial.amount or partial.low
    if found.amount is None or least is None or NET in found.flags:
        return False
    if _by_measure(partial):
        return found.unit is None and found.amount > least
    most = _MOST_TAX if NET in partial.flags else _MOST_FOR_ONE
    tiered = NET in partial.flags or TIERS in found.flags
    return tiered and least < found.amount <= least * most


def _within(tag: Tag, currency: str | None, place: str) -> PriceText:
    """The price of a price element; where it shows several, that of the elements inside it."""
    found = _current(tag, currency, place)
    if AMBIGUOUS not in found.flags:
        return found
    tiers = first_tier(tag, currency, place)
    if tiers is not None:
        return tiers
    inner, _ = _among(price_tags(tag), currency, place)
    return inner if is_told(inner) else found


def _label_before(tag: Tag) -> str:
    """The words that stand right before an element, in its own parent or before that."""
    at: Tag = tag
    for _ in range(2):
        for before in at.previous_siblings:
            words = visible_text(before, 60) if isinstance(before, Tag) else clean(str(before))
            if words:
                return "" if any(map(str.isdigit, words)) else words
        if at.parent is None or at.parent.name in {"body", "main", "form"}:
            break
        at = at.parent
    return ""


def _reduced(tag: Tag, after: Tag, found: PriceText, currency: str | None, place: str) -> PriceText:
    """The lower price in an element beside the first whose name says that it is the final one."""
    if after.parent is not tag.parent or not _SALE_MARKS.search(marks_of(after)):
        return found
    read = _current(after, currency, place)
    lower = found.amount and read.amount and read.amount < found.amount
    return read if lower and not _SALE_MARKS.search(marks_of(tag)) else found


def _only_old(main: Tag, found: PriceText, place: str) -> PriceText:
    """The price of an element named like an old or net one, where no other shows any."""
    for tag in price_tags(main, old=True):
        if tag.name not in _STRUCK:
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
    found = [t for t in found if (_is_old(t) or _is_struck(t)) is old][:12]
    # What readers see goes before what only machines are told.
    return sorted(found, key=lambda tag: tag.name == "meta")


def _is_old(tag: Tag) -> bool:
    if tag.name in _STRUCK or tag.has_attr("data-a-strike"):
        return True
    named = _OLD_MARKS.search(_WITH.sub(" ", marks_of(tag)))
    if named is not None:
        # "price-unit" may hold the price of a kilo, or the currency alone.
        return "unit" not in named[0] or any(c.isdigit() for c in visible_text(tag, 60))
    return tag.has_attr("style") and "line-through" in attribute(tag, "style").lower()


def _current(tag: Tag, currency: str | None, place: str) -> PriceText:
    """The price an element shows: its sale part if it has one, else all but the old parts."""
    for inner in elements(tag, 60):
        current = inner.name == "ins" or _SALE_MARKS.search(marks_of(inner))
        if current and not _is_old(inner) and not _inside_old(inner, tag):
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
    if nothing and not any(one.name in _STRUCK for one in elements(tag)):
        return parse_price(visible_text(tag, 300), currency, place)
    return read


def _inside_old(tag: Tag, top: Tag) -> bool:
    for parent in tag.parents:
        if parent is top:
            return False
        if _is_old(parent):
            return True
    return False


def _words_without_old(tag: Tag) -> str:
    parts: list[str] = []
    for piece in strings(tag, 80):
        parent = piece.parent
        if parent is not None and (
            parent is tag or not (_is_old(parent) or _inside_old(parent, tag))
        ):
            raised = parent.name == "sup" or any(m in marks_of(parent) for m in _CENT_MARKS)
            raised = raised and any(c.isdigit() for part in parts for c in part)
            cents = _CENTS.fullmatch(piece) if raised else None
            parts.append(f",{cents[1]}" if cents is not None else str(piece))
    return _GROUPS.sub(r"\1\2", _APART.sub(r"\1\2", clean(" ".join(parts))))


def _last_text(tag: Tag) -> PageElement:
    texts = list(strings(tag))
    return texts[-1] if texts else tag


def _unit_after(piece: PageElement) -> str | None:
    """The unit in a text that follows the price outside its element: "120.000đ" "/kg"."""
    after = str(next(_texts_after(piece), "")).strip()
    return parse_price(f"1đ{after}").unit if after.startswith("/") else None


def _from_text(pieces: Iterable[NavigableString], currency: str | None, place: str) -> PriceText:
    """The first amount with a currency in short texts, old ones left out.

    One that follows soon and is labelled as the reduced price goes before it.
    """
    before, first, since, follows = "", PriceText(currency=currency), 0, False
    for piece in islice(pieces, _MOST_TEXTS):
        text = str(piece).strip()
        if since > 8:
            break
        since += first.currency is not None and first.amount is not None
        if len(text) <= 120 and any(c.isdigit() for c in text) and not _COUNTED.match(fold(text)):
            alone = len(before) >= _FEW or _PRICED.fullmatch(fold(text)) is not None
            label = text if alone else f"{before} {text}"
            read = _amount_in(piece, label, place)
            reduced = is_reduced(label)
            if read is not None and (first.amount is None or reduced or _completes(read, first)):
                first = read
            if first.low is not None or reduced:
                return first
            before, follows = "", read is not None
        else:
            # "10,00 €" "excl. VAT" "12,10 €": the words are said of the first.
            before, follows = "" if follows and ends_net(text) else text, False
        if first.amount is None and len(text) <= _PROSE and fold(text) in phrases.NO_PRICE:
            return PriceText(flags=("price_on_request",))
    return first


def stands_alone(main: Tag) -> bool:
    """Whether a single text of a short block is nothing but a price: no talk, no list of prices."""
    texts = [said for one in strings(main, 600) if (said := str(one).strip())]
    priced = [s for s in texts if len(s) <= _PRICE_ALONE and parse_price(s).currency is not None]
    asked = any(attribute(one, "type") == "password" for one in elements(main))
    return len(texts) <= _FEW and len(priced) == 1 and not asked


def _is_struck(tag: Tag) -> bool:
    """Whether one of the two elements around this one strikes its text."""
    return any(parent.name in _STRUCK for parent in islice(tag.parents, 2))


def _amount_in(piece: PageElement, label: str, place: str) -> PriceText | None:
    tag = piece.parent
    titled = tag is not None and tag.name in _NOT_PRICED and not is_price_alone(str(piece).strip())
    if tag is None or titled or _is_old(tag) or _is_struck(tag):
        return None
    read = parse_price(label, None, place)
    if not is_told(read) or not (read.currency or _PRICED.fullmatch(fold(label))):
        return None
    role = role_after(_text_after(piece))
    if role is Role.SAVING:
        return None
    read = _as_labelled(read, role)
    return read if read.unit else replace(read, unit=_unit_after(piece))
