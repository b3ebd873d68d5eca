"""Mandatory attributes (thuộc tính bắt buộc): from the draft, the shop's options, or known facts.

Facts that we hold (origin, maker, address) are filled in; nothing is ever made up: a shelf
life that nobody stated is a missing attribute, and a person is asked for it.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from catalog.contract import ListingDraft
from connectors.shopee.lookups import Attribute

SINGLE_CHOICE, SINGLE_COMBO, FREE_TEXT, MULTI_CHOICE, MULTI_COMBO = 1, 2, 3, 4, 5
INTEGER, DECIMAL, DATE = 1, 3, 4
_CHOICES_ONLY = {SINGLE_CHOICE, MULTI_CHOICE}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True, slots=True)
class MissingAttributeError(Exception):
    """A mandatory attribute for which nobody gave a usable value; `name` as Shopee calls it."""

    name: str


def fill(
    attributes: Sequence[Attribute], draft: ListingDraft, shop_defaults: Mapping[str, str]
) -> list[dict[str, object]]:
    """`attribute_list` of a listing; raises MissingAttributeError."""
    stated = _by_name({**shop_defaults, **draft.attributes})
    entries: list[dict[str, object]] = []
    for attribute in attributes:
        text = stated.get(_fold(attribute.name)) or _known_fact(attribute.name, draft)
        values = _values(attribute, text) if text else []
        if values:
            entries.append({"attribute_id": attribute.attribute_id, "attribute_value_list": values})
        elif attribute.mandatory:
            raise MissingAttributeError(attribute.name)
    return entries


def _known_fact(name: str, draft: ListingDraft) -> str:
    folded = _fold(name)
    if "xuất xứ" in folded or "nguồn gốc" in folded:
        return "Việt Nam"
    if "địa chỉ" in folded and "sản xuất" in folded:
        return draft.place
    if "sản xuất" in folded and "tên" in folded:
        return draft.producer
    return ""


def _values(attribute: Attribute, text: str) -> list[dict[str, object]]:
    info = attribute.attribute_info
    if info.input_type == FREE_TEXT:
        one = _written(attribute, text)
        return [one] if one else []
    several = info.input_type in {MULTI_CHOICE, MULTI_COMBO}
    parts = [part.strip() for part in text.split(";")] if several else [text.strip()]
    found = [_chosen(attribute, part) for part in parts[: max(info.max_value_count, 1)] if part]
    return [one for one in found if one is not None]


def _chosen(attribute: Attribute, text: str) -> dict[str, object] | None:
    for value in attribute.attribute_value_list:
        if _fold(value.name) == _fold(text):
            return {"value_id": value.value_id}
    if attribute.attribute_info.input_type in _CHOICES_ONLY:
        return None
    return _written(attribute, text)


def _written(attribute: Attribute, text: str) -> dict[str, object] | None:
    """A value of our own: number, date (Unix seconds as text) or words, with its unit."""
    info = attribute.attribute_info
    value: str | None = text.strip()
    if info.input_validation_type in {INTEGER, DECIMAL}:
        value = _number(text, whole=info.input_validation_type == INTEGER)
    elif info.input_validation_type == DATE:
        value = _unix_date(text)
    if not value:
        return None
    entry: dict[str, object] = {"value_id": 0, "original_value_name": value}
    if info.attribute_unit_list:
        unit = _unit(info.attribute_unit_list, text)
        if unit is None:
            return None
        entry["value_unit"] = unit
    return entry


def _number(text: str, *, whole: bool) -> str | None:
    match = _NUMBER.search(text)
    if match is None:
        return None
    number = match.group().replace(",", ".")
    return None if whole and "." in number else number


def _unix_date(text: str) -> str | None:
    match = _DATE.search(text)
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups())
    try:
        return str(int(datetime(year, month, day, tzinfo=UTC).timestamp()))
    except ValueError:
        return None


def _unit(units: Sequence[str], text: str) -> str | None:
    """The unit named in the text; the only one there is when the text names none."""
    rest = _fold(_NUMBER.sub(" ", text, count=1)).split()
    named = next((unit for unit in units if _fold(unit) in rest), None)
    return named or (units[0] if len(units) == 1 else None)


def _by_name(values: Mapping[str, str]) -> dict[str, str]:
    return {_fold(name): value for name, value in values.items() if value.strip()}


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().strip()
