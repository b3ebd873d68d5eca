"""Which elements hold a price that isn't asked: an old one, one of others, a part of it."""

import re
from itertools import islice

from bs4 import Tag

from connectors.page.blocks import marks_of, visible_text
from connectors.page.microdata import attribute

_OLD_MARKS = re.compile(
    r"(?:^|[^a-z])(?:old|was|origin|regular|compare|list|original|before|crossed|strike|striked"
    r"|msrp|rrp|non-sale|price-break|listino|foer|eredeti|eski|forpris"
    r"|uvp|cu|goc|through|market|previous|old-price|retail|thi-truong|niem-yet|recommended|omnibus"
    r"|lowest|tax|unit|save|saving|savings|saved|discount|percent|tiet-kiem|tietkiem|installment"
    r"|shipping|deposit|basis|instalment|lista|antes|anterior|ancien|barre|streich|statt|alter"
    r"|stara|puvodni|wholesale|si|member|members|club|loyalty|vip|thanh-vien|installments|saving"
    r"|points|point|reward)(?:$|[^a-z])"
)
# "has-discount", "with-list-price": the element holds such a price beside its own.
_WITH = re.compile(r"(?:^|(?<=[^a-z]))(?:with|has)-[a-z-]+")
_SALE_MARKS = re.compile(
    r"(?:^|[^a-z])(?:special|sale|current|final|now|new|offer|promo|our|actual|moi|ban|khuyen-mai"
    r"|discounted|reduced|oferta|angebot|aktion|solde|offerta|actuel|aktuell|promocja|sell"
    r"|selling|scontato|ridotto|tilbud|indirimli|akcni|nu|nyt)(?:$|[^a-z])"
)
STRUCK = ("del", "s", "strike")


def is_old(tag: Tag, *, regular: bool = False) -> bool:
    """Whether an element says that its price is none to pay; `regular` where that may be one."""
    if tag.name in STRUCK or tag.has_attr("data-a-strike"):
        return True
    marks = marks_of(tag).replace("regular", "") if regular else marks_of(tag)
    named = _OLD_MARKS.search(_WITH.sub(" ", marks))
    if named is not None:
        # "price-unit" may hold the price of a kilo, or the currency alone.
        return "unit" not in named[0] or any(c.isdigit() for c in visible_text(tag, 60))
    return tag.has_attr("style") and "line-through" in attribute(tag, "style").lower()


def is_struck(tag: Tag) -> bool:
    """Whether one of the two elements around this one strikes its text."""
    return any(parent.name in STRUCK for parent in islice(tag.parents, 2))


def names_current(tag: Tag) -> bool:
    """Whether the classes or id of an element call its price the one that is asked now."""
    return _SALE_MARKS.search(marks_of(tag)) is not None
