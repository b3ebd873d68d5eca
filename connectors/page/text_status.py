"""Status as a reader sees it in the main product block: the weakest evidence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from catalog.text_vi import clean, fold
from connectors.page import phrases
from connectors.page.availability import Stance, is_aside, is_vague, stance_of_words
from connectors.page.blocks import has_price, is_choice, marks_of, visible_text
from connectors.page.buttons import asks_for_price, buttons
from connectors.page.microdata import attribute, elements, strings, wrappers
from connectors.page.model import Weight
from connectors.page.offers_beside import is_card, leads_to_others, stands_in_card
from connectors.page.price import PriceText
from connectors.page.price_pieces import is_nought_first
from connectors.page.price_texts import is_told
from connectors.page.product import Facts
from connectors.page.statement import is_answer, is_entry, is_of_others, is_statement, names_goods
from connectors.page.stock_rows import in_options, in_rows
from connectors.page.text_price import price_tags, read_price, stands_alone

_STOCK_MARKS = (
    "stock", "availab", "disponib", "verfug", "verfueg", "lieferbar", "tinh-trang", "tinhtrang",
    "inventory", "het-hang", "con-hang", "zaiko", "dostepn", "soldout", "sold-out",
)  # fmt: skip
_OFF = "disabled: "
_HOPEFUL = frozenset({Stance.IN, Stance.ORDERABLE})
_DENYING = frozenset({Stance.OUT, Stance.DISCONTINUED})
_VAGUE = frozenset(phrases.VAGUE)
_UNSEEN = frozenset({"visually-hidden", "sr-only", "screen-reader-text", "visuallyhidden"})
_QUANTITY = re.compile(r"qty|quantity|amount|menge|so-?luong|count")
# What one choice is called: what is said of it holds for the others as little.
_OF_CHOICE = re.compile(
    r"\b(?:colou?rs?|sizes?|mau|kich thuoc|kich co|size|farbe|grosse|taille|couleur|talla|kolor"
    r"|rozmiar|phan loai|mui vi|huong vi)\b[^:]*:"
)
_PROSE, _SENTENCE, _NOTE, _PLAIN, _LITTLE = 60, 100, 160, 40, 700


@dataclass(frozen=True, slots=True)
class Sight:
    """What stands in the main block: facts, the heading, and its buttons.

    `asked` is whether a button asks the shop for a price, `sale` whether the page sells one
    product in several lots by a form of its own, `nought` whether nought is asked for the goods,
    `buttons` whether any stand in the block, whatever they say.
    """

    facts: Facts
    button: Facts
    buys: int
    repeats: int
    in_price_tag: bool
    labelled: bool
    bare: bool
    echoes: int
    text: str
    asked: bool = False
    sale: bool = False
    nought: bool = False
    buttons: bool = False

    @property
    def mourns(self) -> bool:
        """Whether the page says just this of its goods, that they aren't to be had."""
        said = self.facts.raw
        if self.facts.stance not in _DENYING or not (names_goods(said) and is_statement(said)):
            return False
        return len(self.text) < _LITTLE


def read_sight(
    main: Tag, currency: str | None, place: str, heading: str, choices: list[list[str]]
) -> Sight:
    """Status from stock labels, buttons and short texts; price from price elements, then text.

    `heading` is the product's name: words in it say nothing about the stock, unless they are all
    it says. `choices` are the texts of what can be chosen.
    """
    found = buttons(main)
    pressed = list(_pressable(main, found))
    button = _button_facts(pressed)
    live = button.stance is not None and button.weight is Weight.WEAK
    labelled = _labelled(main, live=live)
    if labelled is not None and labelled[1] in _HOPEFUL and button.raw.startswith(_OFF):
        button = Facts("buy_button", Weight.WEAK)  # a script will switch it on
    raw, stance = labelled or _spoken(main, button, heading)
    if stance is None and not pressed and main.name != "body":
        raw, stance = _short_texts(_body_of(main), heading, sentences=True)
        stance = stance if stance in {Stance.OUT, Stance.DISCONTINUED} else None
    if stance is None:
        raw, stance = _last_told(main, heading, choices)
    price = read_price(main, currency, place, heading)
    asked = not is_told(price) and not pressed and asks_for_price(main)
    if asked and not price.flags:
        price = PriceText(flags=("price_on_request",))
    facts = Facts(
        "text", Weight.WEAK, stance, raw, price.amount, price.low, price.high,
        price.currency or (currency if price.amount or price.low else None), price.unit,
        price.flags, _is_final(main, pressed, raw, stance),
    )  # fmt: skip
    buys = [w for w, on in pressed if on and phrases.contains(w, phrases.BUY) is not None]
    repeats = max((buys.count(words) for words in buys), default=0)
    tags = price_tags(main) or price_tags(main, old=True)
    tagged = bool(tags) and (main.name != "body" or len(tags) == 1)
    tagged = tagged or (stance is None and price.amount is not None and stands_alone(main))
    text = visible_text(main, 6000)
    bare = main.name == "body"
    echoes = _echoes(main, raw) if bare and raw and not heading else 0
    # The total of an empty cart may stand anywhere on a page.
    nought = "price_zero" in price.flags and (not bare or is_nought_first(main, heading))
    return Sight(
        facts, button, len(buys), repeats, tagged, labelled is not None, bare, echoes, text, asked,
        nought=nought, buttons=bool(found),
    )  # fmt: skip


def _body_of(main: Tag) -> Tag:
    """The page's body, or the block itself where it stands in none; `find_parent` costs more."""
    return next((one for one in main.parents if one.name == "body"), main)


def _echoes(main: Tag, raw: str) -> int:
    """In how many places of a block the same words about stock stand: several goods have several.

    Two dead buttons side by side are of the same goods.
    """
    said = fold(raw)
    found = (one for one in strings(main, 2000) if fold(str(one).strip()) == said)
    return len({id(_place_of(one)) for one in found})


def _place_of(text: NavigableString) -> PageElement | None:
    """What a text stands in: of one on a button, that which holds the button."""
    pressed = next((p for p in islice(text.parents, 4) if p.name in {"button", "a"}), None)
    return pressed.parent if pressed is not None else text


def _last_told(main: Tag, heading: str, choices: list[list[str]]) -> tuple[str, Stance | None]:
    """Stock told by rows of a table, by the entries of a choice, or by the heading itself."""
    for raw, stance in (in_rows(main), in_rows(_body_of(main)), in_options(choices)):
        if stance is not None:
            return raw, stance
    stance = stance_of_words(heading) if len(heading) <= _SENTENCE else None
    if stance in _DENYING and names_goods(heading) and is_statement(heading):
        return heading, stance
    return "", None


def _is_final(main: Tag, pressed: list[tuple[str, bool]], raw: str, stance: Stance | None) -> bool:
    """Whether short words deny and mean just that, where nothing could be bought anyway."""
    plain = stance in {Stance.OUT, Stance.DISCONTINUED} and len(raw) <= _PLAIN
    return plain and not pressed and not any(map(_is_badge, elements(main)))


def _pressable(main: Tag, found: list[tuple[Tag, str]]) -> Iterator[tuple[str, bool]]:
    """(folded words, enabled) of the buttons that buy or say that buying isn't possible."""
    for tag, words in found:
        if is_choice(tag) or leads_to_others(tag, main, words):
            continue
        off = tag.has_attr("disabled") or attribute(tag, "aria-disabled").lower() == "true"
        marks = marks_of(tag)
        off = off or bool({"disabled", "is-disabled"} & set(marks.split()))
        # Some shops hold the button back until a script has run or a variant is chosen.
        waits = "variation" in marks or "tocart" in marks.split()
        waits = waits or (off and stance_of_words(words) is None and _asks_first(main))
        if not (off and waits):
            yield words, not off


def _asks_first(main: Tag) -> bool:
    """Whether a size or the like must be chosen before anything can be bought."""
    for tag in elements(main):
        if tag.name == "input" and tag.get("type") == "radio":
            return True
        named = f"{attribute(tag, 'name')} {marks_of(tag)}".lower() if tag.name == "select" else ""
        if named and not _QUANTITY.search(named):
            return True
    return False


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
        return Facts("buy_button", Weight.MEDIUM, Stance.OUT, f"{_OFF}{pressed[0][0]}")
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
    for tag in elements(main, 4000):
        marks = marks_of(tag)
        if tag.name in {"body", "form", "button", "a"} or tag is main:
            continue
        if _speaks_of_stock(marks):
            words = visible_text(tag, 200)
            stance = stance_of_words(words) if len(words) <= 160 and not is_card(tag) else None
            badge = live and (_has_badge(tag) or is_vague(words))
            badge = badge or (stance in _HOPEFUL and is_aside(words))
            of_choices = is_choice(tag) or _repeats(words) or _is_mixed(words, stance)
            if stance is not None and not badge and not of_choices and not _elsewhere(words):
                return words[:120], stance
    return None


@lru_cache(maxsize=4096)
def _speaks_of_stock(marks: str) -> bool:
    return any(mark in marks for mark in _STOCK_MARKS)


def _repeats(words: str) -> bool:
    """Whether a text denies twice in the same words: "38 sold out 40 sold out" lists sizes."""
    folded = fold(words)
    found = phrases.contains(folded, phrases.OUT)
    return found is not None and folded.count(found) > 1


def _is_mixed(words: str, stance: Stance | None) -> bool:
    """Whether a denial stands beside its contrary: "Hà Nội: hết hàng, Huế: còn hàng"."""
    if stance is not Stance.OUT:
        return False
    folded = fold(words)
    denied = phrases.contains(folded, phrases.OUT)
    rest = folded.replace(denied, " ") if denied else ""
    return phrases.contains(rest, phrases.IN) not in {
        None,
        "available",
        "disponible",
        "disponibile",
    }


def _has_badge(tag: Tag) -> bool:
    return _is_badge(tag) or any(_is_badge(child) for child in elements(tag, 40))


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
    priced = has_price(main)
    for text, piece, said, below in _sayings(main, heading, sentences=sentences):
        stance = stance_of_words(said)
        if stance is None or not _counts(text, said, live=not sentences):
            continue
        if not heading and stands_in_card(text):
            continue  # nothing else names the goods: those of the card are meant
        if stance not in _DENYING:
            aside = is_aside(said) or (text.parent is not None and is_answer(text.parent))
            hopeful = hopeful if hopeful[1] is not None or aside else (piece, stance)
        elif (below or is_statement(said)) and _denies(
            text, said, stance, priced, live=not sentences
        ):
            long = len(said) > _PROSE or not sentences
            if not (long and stance is Stance.OUT and is_vague(said)):
                return piece, stance
    return hopeful


def _sayings(
    main: Tag, heading: str, *, sentences: bool
) -> Iterator[tuple[NavigableString, str, str, bool]]:
    """(text, its words, what may be said in them, below the heading) of short pieces of text.

    What stands above the heading, and outside of its block, may be news of the shop.
    """
    below = main.name != "body"
    for text in strings(main, 900):
        piece = clean(text)
        said = piece.partition(". ")[0] if sentences and len(piece) <= _NOTE else piece
        if not said or len(said) > (_SENTENCE if sentences else _PROSE):
            continue
        if said in heading and len(said) > 0.3 * len(heading):
            below = True
        else:
            yield text, piece, said, below


def _denies(text: PageElement, said: str, stance: Stance, priced: bool, *, live: bool) -> bool:
    """Whether a denial is said of the goods themselves; beside a live button in so many words.

    Where no element shows a price (`priced`), a sentence may be anybody's talk about goods.
    """
    if is_of_others(text, stance):
        return False
    if is_statement(said):
        return True
    ended = stance is Stance.DISCONTINUED and names_goods(said)
    doubtful = stance is Stance.DISCONTINUED or phrases.contains(fold(said), phrases.OUT) in _VAGUE
    return not live and (ended or (not doubtful and (priced or names_goods(said))))


def _counts(text: NavigableString, said: str, *, live: bool) -> bool:
    """Whether words about stock mean the product as a whole, here and now."""
    tag = text.parent
    if (
        tag is None
        or tag.name == "h1"
        or said.endswith(("?", "？"))
        or _elsewhere(said)
        or is_choice(tag)
        or is_entry(tag)
    ):
        return False
    # Beside a live button, a badge and what only screen readers hear say nothing.
    aside = live and any(_is_badge(one) or _is_unseen(one) for one in wrappers(text))
    return not (live and (aside or _OF_CHOICE.search(fold(said))))


def _is_unseen(tag: Tag) -> bool:
    """Whether only screen readers are meant to hear what an element says."""
    return not _UNSEEN.isdisjoint(attribute(tag, "class").lower().split())
