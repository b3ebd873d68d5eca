"""Every text that a page may show, as message ids, and whether English has it.

Run `python -m storefront.messages` to bring `translations/en` in step: new ids are added empty,
gone ones dropped, and the compiled catalog is written beside it. A test fails while one is empty.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from catalog import contacts, coverage, labels, payments
from catalog.errors import CATALOGUE, OWNER_VI
from catalog.hosts import OWN_LINE_VI
from catalog.notices.addresses import ADDRESS_VI
from catalog.notices.false_alarms import WHY_VI
from catalog.observing.incident_kinds import INCIDENT_FACTS
from catalog.observing.kinds import FACTS
from catalog.outbox.history import EVENT_VI
from catalog.readiness import LACK_VI
from catalog.shelf import PART_VI
from catalog.visitor_reports import WRONG_VI
from storefront import words
from storefront.readmodels.notices import STAGE_VI

HERE = Path(__file__).parent
ENGLISH = HERE / "translations" / "en" / "LC_MESSAGES" / "messages.po"
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**.html", "jinja2")]


def written() -> Iterator[tuple[str, ...]]:
    """Ids in the templates and modules of the storefront."""
    options = {"jinja2": {"trimmed": "true"}}
    for _file, _line, message, _comments, _context in extract_from_dir(
        HERE, _METHODS, options_map=options, keywords=DEFAULT_KEYWORDS | {"lazy_gettext": None}
    ):
        yield message if isinstance(message, tuple) else (message,)


def listed() -> Iterator[str]:
    """Words that stand in tables of the catalog, shown through the same translation."""
    for table in (
        labels.INTENT_VI,
        labels.DISPATCH_VI,
        labels.OBSERVED_VI,
        labels.METHOD_VI,
        labels.ACTION_VI,
        labels.TASK_VI,
        labels.SHOP_VI,
        labels.PAYMENT_VI,
        labels.PAYMENT_KIND_VI,
        labels.PRODUCER_KIND_VI,
        labels.GROUP_VI,
        OWNER_VI,
        EVENT_VI,
        labels.RUN_VI,
        labels.JOB_VI,
        labels.COUNT_VI,
        words.STANDING_VI,
        words.CONSENT_VI,
        words.WHY_SHORT,
        labels.SHOP_SEEN_VI,
        labels.NOTICE_VI,
        labels.WAY_VI,
        WHY_VI,
        STAGE_VI,
        LACK_VI,
        PART_VI,
        WRONG_VI,
    ):
        yield from table.values()
    yield from ADDRESS_VI
    yield from (contacts.PURPOSE_VI, payments.PURPOSE_VI)
    for error in CATALOGUE.values():
        yield from (error.text_vi, error.advice_vi)
    for kind in FACTS.values():
        yield from filter(None, (kind.text_vi, kind.advice_vi))
    yield OWN_LINE_VI
    for incident in INCIDENT_FACTS.values():
        yield from (incident.text_vi, incident.advice_vi)
    for figure in coverage.DEFINITIONS.values():
        yield from (figure.label_vi, figure.denominator)


def needed() -> list[tuple[str, ...]]:
    """Every id once, sorted; a plural is a pair."""
    return sorted({*written(), *((text,) for text in listed())})


def english() -> Catalog:
    """The English catalog as it is stored."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def main() -> int:
    """Rewrite and compile the English catalog; returns how many texts have no English yet."""
    old, new = english(), Catalog(locale="en", project="Chợ Phiên", fuzzy=False)
    missing = 0
    for ids in needed():
        known = old.get(ids[0])
        text = known.string if known is not None else ""
        new.add(ids if len(ids) > 1 else ids[0], text)
        missing += not (all(text) if isinstance(text, tuple | list) else text)
    with ENGLISH.open("wb") as file:
        write_po(file, new, width=100, omit_header=False, include_previous=False)
    with ENGLISH.with_suffix(".mo").open("wb") as file:
        write_mo(file, new)
    return missing


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
