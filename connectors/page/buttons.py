"""What can be pressed to buy the goods of a block: buttons, links and pictures that say so."""

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from bs4 import Tag

from catalog.text_vi import clean, fold
from connectors.page import phrases
from connectors.page.block_names import joined
from connectors.page.microdata import attribute, elements

# Whole words of what buys at once; as a link to another page they may be any menu's.
_BUYS = frozenset({"buy", "buy it", "buy this", "mua"})
# What PayPal calls the payment for one thing, and one thing more in its cart, in the forms of its
# buttons: developer.paypal.com, "HTML variables for PayPal Payments Standard".
_PAYPAL, _PAYPAL_CART, _MORE = "_xclick", "_cart", "add"
_BUY_NOW = "buy now"
_PRESSED = frozenset({"submit", "button", "image"})
_LONGEST, _MOST_FIELDS = 60, 60
# Links that tell how to buy, and on what terms, buy nothing.
_GUIDES = (
    "huong dan", "cach ", "quy trinh", "quy dinh", "chinh sach", "dieu kien", "dieu khoan",
    "kinh nghiem", "luu y", "vi sao", "tai sao", "hinh thuc", "phuong thuc", "how ", "why ",
    "comment ", "pourquoi ", "como ", "por que", "wie ", "warum ", "so bestellen", "jak ",
    "dlaczego ", "как ", "як ", "как да", "come ", "perche ", "hoe ", "waarom ", "hvordan ",
    "sa har", "nasil ", "hogyan ", "cum ", fold("ご注文方法"), "購入方法", "如何",
)  # fmt: skip


def buttons(tag: Tag) -> list[tuple[Tag, str]]:
    """Elements that look like the buy button, with their folded words."""
    return [
        (item, words)
        for item, words in _pressed(tag)
        if _speaks(words) and not _leads_aside(item, words)
    ]


def asks_for_price(tag: Tag) -> bool:
    """Whether an element holds a button with which the shop is asked for a price."""
    return any(phrases.contains(words, phrases.QUOTE) is not None for _, words in _pressed(tag))


def _pressed(tag: Tag) -> Iterator[tuple[Tag, str]]:
    """What can be pressed and says something short, with its folded words."""
    pressed = (t for t in elements(tag, 20_000) if t.name in {"button", "input", "a"})
    for item in islice(pressed, 400):
        if item.name == "input" and attribute(item, "type").lower() not in _PRESSED:
            continue
        words = fold(_text(item) or _spelt(item) or _table_of(item))
        if (words.strip(" !.>»") in _BUYS and _acts(item)) or _pays(item):
            words = _BUY_NOW
        if 0 < len(words) <= _LONGEST:
            yield item, words


def _acts(tag: Tag) -> bool:
    """Whether pressing it does something on this page, and isn't going to another."""
    return tag.name != "a" or attribute(tag, "href").startswith(("javascript:", "#"))


def _pays(tag: Tag) -> bool:
    """Whether a button sends a form that asks PayPal for a payment."""
    # `find_parent` costs four times as much.
    form = next((one for one in tag.parents if one.name == "form"), None)
    if tag.name == "a" or form is None or attribute(tag, "type").lower() == "button":
        return False
    fields = {
        attribute(one, "name"): attribute(one, "value") for one in elements(form, _MOST_FIELDS)
    }
    asked = fields.get("cmd")
    return asked == _PAYPAL or (asked == _PAYPAL_CART and _MORE in fields)


def _speaks(words: str) -> bool:
    told = (phrases.BUY, phrases.OUT, phrases.DISCONTINUED, phrases.PREORDER)
    return any(phrases.contains(words, one) is not None for one in told)


def _leads_aside(tag: Tag, words: str) -> bool:
    """Whether a link tells about buying, or is the shop's sign that leads to its front page."""
    if tag.name != "a":
        return False
    if words.startswith(_GUIDES):
        return True
    href = attribute(tag, "href").strip()
    if href == "/":
        return True
    return href.startswith("http") and href.count("/") <= 3 and _is_root(href)


def _is_root(href: str) -> bool:
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return parts.path in {"", "/"} and not parts.query and not parts.fragment


def _text(tag: Tag) -> str:
    parts, size = [], 0
    for piece in tag.stripped_strings:
        parts.append(piece)
        size += len(piece)
        if size > 2 * _LONGEST:
            break
    return clean(" ".join(parts))


def _table_of(tag: Tag) -> str:
    """What a table says that stood inside a link: the parser ends the link before it."""
    after = tag.next_sibling if tag.name == "a" else None
    return _text(after) if isinstance(after, Tag) and after.name == "table" else ""


def _spelt(tag: Tag) -> str:
    """What a button without text says in its attributes, or in those of its picture."""
    names = ("value", "aria-label", "title", "alt")
    own = next((attribute(tag, name) for name in names if attribute(tag, name).strip()), "")
    picture = tag.find("img") if not own and tag.name != "input" else None
    if isinstance(picture, Tag):
        return attribute(picture, "alt").strip() or _named(picture)
    return own or (_named(tag) if attribute(tag, "type").lower() == "image" else "")


def _named(tag: Tag) -> str:
    """The words of a picture's name: "ctl00$addToCart", "buttons/btn-add-to-cart.gif"."""
    file = attribute(tag, "src").partition("?")[0].rpartition("/")[2].partition(".")[0]
    name = attribute(tag, "name").rpartition("$")[2] or attribute(tag, "id")
    return f"{_apart(name)} {_apart(file)}".strip()


def _apart(name: str) -> str:
    words = joined(name, "").replace("$", " ").replace("-", " ").replace("_", " ")
    return words.replace("addtocart", "add to cart").replace("buynow", "buy now").strip()
