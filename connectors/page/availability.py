"""What an availability value means: schema.org terms, feed terms, and what shops write instead."""

import re
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
_COUNTED = re.compile(
    r"\b(?:kho|ton kho|kho hang|con hang|con lai|so luong con(?: lai)?|hang con"
    r"|stok(?: (?:total|durumu|adedi|tersedia))?|sisa stok|estoque|stock"
    r"|在庫数?|库存|庫存|" + fold("재고") + r"|lagerbestand|in stock|en stock|quantity available)"
    r"\s*[:：(]\s*(?P<before>\d{1,6})(?!\d|[.,]\d)"
    r"|\b(?:chi )?con (?P<after>\d{1,6}) (?:san pham|cai|chiec|hop|goi|chai|tui|hu|lo|kg|sp|bo)\b"
)
# "0 new in stock", "0 left".
_NONE_LEFT = re.compile(
    r"(?<![\d.,])0 (?:[^\W\d_]+ )?(?:in stock|available|left|remaining|auf lager|vorratig|en stock"
    r"|disponib\w+|disponive\w+|op voorraad|skladem|skladom|na sklade|i lager|pa lager|raktaron)\b"
)
# Not to be had for some, or in some way, says nothing of the goods themselves.
_LIMITED = re.compile(
    r"\b(?:not available|unavailable|nicht (?:verfugbar|lieferbar)|(?:non|no) disponib(?:le|ile)"
    r"|niet beschikbaar) (?:for|in|to|on|with|via|through|at|fur|nach|mit|pour|avec|para|per|con"
    r"|voor|naar)\b(?! (?:purchase|sale|order|ordering|stock|online)\b)"
)
# What follows these holds under a condition: "if the goods are sold out we refund you".
IF = re.compile(
    r"\b(?:neu|truong hop|khi|if|in case|when|wenn|falls|en cas|cuando|quando|jesli|gdy|indien"
    r"|pokud|daca|hvis|eger|sobald|sodra|des que|lorsque|en cuanto|appena|jak tylko|jakmile|amint"
    r"|imediat ce|wanneer|zodra|nar (?:den|det|var|prod)\w*|kiedy|kdyz|amikor|cand|quand"
    r"|assim que|οταν|когда|коли|ketika|apabila|jika|если|якщо)\b[^.;:!?]*$"
)
# Before a promise these turn it into its contrary, in languages whose denials aren't all known.
_NEGATIONS = """
not no non nicht kein keine pas nie nema nije nincs ei inte ikke ej niet geen nao sem sin neni yok
degil nera nav tidak belum khong не нет нема няма δεν لا غير ليس לא אין नहीं
"""
_NOT = frozenset(_NEGATIONS.split())
# "Not enough pieces in stock": so many words stand between at most.
_NEAR, _CLAUSES = 4, re.compile(r"[.,;:!|–-]")
_ASIDE = frozenset({"available", "available now", "disponible", "disponibile", "disponivel"})
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
    folded = _told(fold(text))
    nearly = phrases.contains(folded, phrases.NEARLY)
    if nearly is not None:
        return Stance.IN
    if _NONE_LEFT.search(folded):
        return Stance.OUT
    left = _left(folded)
    if left is not None:
        return Stance.IN if left else Stance.OUT
    for words, stance in _DENIED:
        found = phrases.contains(folded, words)
        if found is not None:
            return None if IF.search(folded.partition(found)[0]) else stance
    if phrases.contains(folded, phrases.PREORDER):
        return Stance.ORDERABLE
    found = phrases.contains(folded, phrases.IN)
    before = folded.partition(found)[0] if found is not None else ""
    if found is None or IF.search(before):
        return None
    clause = _CLAUSES.split(before)[-1].split()[-_NEAR:]
    return Stance.IN if _NOT.isdisjoint(clause) else None


_DENIED = ((phrases.DISCONTINUED, Stance.DISCONTINUED), (phrases.OUT, Stance.OUT))


def _told(folded: str) -> str:
    """The words without what they only suppose ("order before it is sold out")."""
    supposed = phrases.contains(folded, phrases.SUPPOSED)
    told = folded.replace(supposed, " ") if supposed is not None else folded
    return _LIMITED.sub(" ", told)


def _left(folded: str) -> int | None:
    """How many pieces a short text says are left: "Kho: 12", "Còn 3 sản phẩm", "5 left"."""
    if not any(c.isdigit() for c in folded) or len(folded) > 60:
        return None
    found = _COUNTED.search(folded)
    return int(found["before"] or found["after"]) if found is not None else None


def is_vague(text: str) -> bool:
    """Whether denying words are a small part of a text and may speak of something else."""
    folded = fold(text).rpartition(":")[2].strip()
    found = phrases.contains(folded, phrases.VAGUE)
    if found is None or phrases.contains(folded.replace(found, " "), phrases.OUT):
        return False
    return len(found) < 0.6 * len(folded)


def is_aside(text: str) -> bool:
    """Whether "available" is a small part of a text that is about something else.

    "View all available colours" promises nothing; "More than 10 available" does.
    """
    whole = fold(text)
    folded = whole.rpartition(":")[2].strip() or whole
    found = phrases.contains(folded, phrases.IN)
    if found in _ASIDE and folded.endswith(":") and len(found) < len(folded) - 1:
        return True  # a label: "Available colours:"
    if found not in _ASIDE or len(found) >= 0.5 * len(folded):
        return False
    return not folded.partition(found)[0].rstrip()[-1:].isdigit()


def worst(stances: list[Stance]) -> Stance | None:
    """The most pessimistic of several stances, None of none."""
    return next((s for s in PESSIMISM if s in stances), None)


def best(stances: list[Stance]) -> Stance | None:
    """The most hopeful of several stances: a product is on sale when one variant is."""
    return next((s for s in reversed(PESSIMISM) if s in stances), None)
