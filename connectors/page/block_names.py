"""Class names and ids by which a block says that it is about other goods, or about the site."""

import re
from functools import lru_cache

WORDS = frozenset(
    {"related", "upsell", "upsells", "crosssell", "crosssells", "sells", "recommend", "recommends",
     "recommendation", "recommendations", "recommended", "similar", "recently", "viewed", "reviews",
     "review", "comments", "comment", "footer", "sidebar", "breadcrumb", "breadcrumbs", "minicart",
     "newsletter", "megamenu", "menu", "navbar", "navigation", "popup", "modal", "cookie",
     "cookies", "lienquan", "daxem", "cungloai", "goiy", "offcanvas", "drawer", "filter",
     "filters", "suggest", "suggestion", "suggestions", "accessories", "testimonial",
     "crossselling", "bestseller", "bestsellers", "carousel", "faq", "policy", "recent",
     "alsobought", "tooltip",
     "nav", "usercomments", "ratings", "topbar", "bundle", "bundles", "together", "fbt"}
)  # fmt: skip
PHRASES = ("lien-quan", "da-xem", "cung-loai", "goi-y", "cross-sell", "you-may", "also-",
            "mini-cart",            "tuong-tu", "mua-kem", "binh-luan", "danh-gia",
            "ban-chay")  # fmt: skip
_POPUPS = frozenset({"popup", "modal"})
_SPLIT = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def joined(classes: str, name: str) -> str:
    """Classes and id as one lower-case text, words in camel case set apart."""
    return _apart(f"{classes} {name}")


@lru_cache(maxsize=4096)
def _apart(raw: str) -> str:
    return _CAMEL.sub("-", raw).lower()


@lru_cache(maxsize=4096)
def words_of(marks: str) -> frozenset[str]:
    """The words of joined names."""
    return frozenset(_SPLIT.split(marks))


@lru_cache(maxsize=4096)
def popup_of(classes: str) -> str:
    """What the classes of a heading begin with, where it is a part of a pop-up; "" for most.

    Some shops build pages of goods of the parts of their pop-ups: beside a heading of the class
    "shop-popup__name" neither "shop-popup__price" nor "js-shop-popup-buy" is another thing's.
    """
    for one in _apart(classes).split():
        block, _, part = one.rpartition("__")
        if part and not _POPUPS.isdisjoint(_SPLIT.split(block)):
            stem = block.rpartition("__")[2]
            return f"{stem}__" if stem in _POPUPS else stem
    return ""


@lru_cache(maxsize=4096)
def names_others(marks: str) -> bool:
    """Whether joined names mean a block about other goods or about the site."""
    if any(phrase in marks for phrase in PHRASES):
        return True
    return not WORDS.isdisjoint(words_of(marks))
