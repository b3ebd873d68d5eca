"""Whole pages in the manner of real shop systems, each with its known answer."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from connectors.page import FetchedPage, PageReading, Wanted, read

PAGES = Path(__file__).parents[2] / "data" / "pages"
TRUTH: dict[str, dict[str, Any]] = json.loads((PAGES / "truth.json").read_text("utf-8"))


def look(name: str, *, full: bool = False) -> PageReading:
    truth = TRUTH[name]
    url = truth.get("url", "")
    page = FetchedPage(url, url, 200, {}, (PAGES / name).read_bytes(), truth.get("content_type"))
    return read(page, Wanted(**truth.get("want", {})), full=full)


def decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_page_is_read_as_it_is(name: str) -> None:
    truth, got = TRUTH[name], look(name)
    assert got.status == truth["status"], got
    assert (got.price, got.currency) == (decimal(truth["price"]), truth["currency"]), got
    assert (got.price_low, got.price_high) == (
        decimal(truth.get("low")),
        decimal(truth.get("high")),
    )
    assert set(truth.get("flags", [])) <= set(got.flags), got
    assert got.title == truth.get("title", got.title)
    assert got.unit == truth.get("unit", got.unit)
    assert got.evidence, "every answer carries its evidence"


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_quick_way_and_full_parse_agree(name: str) -> None:
    quick, parsed = look(name), look(name, full=True)
    assert quick == replace(parsed, rung=quick.rung, evidence=quick.evidence)


def test_every_fixture_has_its_truth() -> None:
    assert {p.name for p in PAGES.glob("*.html")} == set(TRUTH)
