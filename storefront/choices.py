"""Options of the filter forms and other labels, in the page's language."""

from collections.abc import Iterable

from flask import Flask

from catalog import labels
from catalog.errors import OWNER_VI, Owner, entry
from catalog.readiness import LACK_VI
from catalog.shelf import PART_VI, Part
from catalog.status import Dispatch, Intent, Observed, PaymentKind, ProducerKind, ProductGroup
from catalog.visitor_reports import WRONG_VI
from storefront.formats import number
from storefront.i18n import gettext
from storefront.readmodels.board import BoardTotals
from storefront.readmodels.facets import Facets
from storefront.readmodels.stars import Standing
from storefront.words import STANDING_VI, standing_mark, up_first

Options = list[tuple[str, str]]


def star_options(facets: Facets) -> Options:
    """Stars of current recognitions."""
    return [
        (str(stars), _counted(gettext("%(n)s sao", n=stars), count))
        for stars, count in facets.stars
    ]


def standing_options(facets: Facets) -> Options:
    """Where recognitions stand."""
    return [
        (word.value, _counted(up_first(gettext(STANDING_VI[word])), count))
        for word, count in facets.standings
    ]


def group_options(facets: Facets) -> Options:
    """Product groups; the group not known can't be asked for."""
    return [(value, _counted(group_label(value), count)) for value, count in facets.groups if value]


def channel_options(facets: Facets) -> Options:
    """Channels with the number of products on sale there."""
    return [(choice.value, _counted(choice.label_vi, choice.count)) for choice in facets.channels]


def intent_options() -> Options:
    """Words of the intent axis."""
    return [(word.value, up_first(gettext(labels.INTENT_VI[word]))) for word in Intent]


def dispatch_options() -> Options:
    """Words of the dispatch axis."""
    return [(word.value, up_first(gettext(labels.DISPATCH_VI[word]))) for word in Dispatch]


def observed_options() -> Options:
    """Words of the observed axis."""
    return [(word.value, up_first(gettext(labels.OBSERVED_VI[word]))) for word in Observed]


def observed_totals(totals: BoardTotals) -> Iterable[tuple[str, int]]:
    """Observed words that occur, in their own order."""
    return [
        (word.value, totals.observed[word.value])
        for word in Observed
        if totals.observed.get(word.value)
    ]


def standing_label(value: str) -> str:
    """Where a recognition stands; empty for none asked."""
    return up_first(gettext(STANDING_VI[Standing(value)])) if value else ""


def group_label(value: str) -> str:
    """A product group."""
    return up_first(gettext(labels.GROUP_VI[ProductGroup(value)]))


def kind_label(value: ProducerKind) -> str:
    """A producer's kind."""
    return up_first(gettext(labels.PRODUCER_KIND_VI[value]))


def payment_kind_label(value: PaymentKind) -> str:
    """A kind of payment account."""
    return up_first(gettext(labels.PAYMENT_KIND_VI[value]))


def payment_kind_options() -> Options:
    """Kinds of payment accounts."""
    return [(kind.value, payment_kind_label(kind)) for kind in PaymentKind]


def part_label(value: Part) -> str:
    """Where a product stands with a shop."""
    return gettext(PART_VI[value])


def lack_text(codes: Iterable[str]) -> str:
    """What is missing of a product, in one line: "ảnh, khối lượng"."""
    return ", ".join(gettext(LACK_VI[code]) for code in codes)


def owner_label(value: Owner) -> str:
    """Whose move it is."""
    return gettext(OWNER_VI[value])


def error_text(code: str | None) -> str:
    """An error's sentence."""
    return gettext(entry(code).text_vi)


def install(app: Flask) -> None:
    """Make the options known to templates."""
    functions = (
        star_options,
        standing_options,
        group_options,
        channel_options,
        intent_options,
        dispatch_options,
        observed_options,
        observed_totals,
        group_label,
        kind_label,
        payment_kind_label,
        payment_kind_options,
        part_label,
        lack_text,
        owner_label,
        error_text,
        standing_mark,
    )
    for function in functions:
        app.add_template_global(function, function.__name__)
    app.jinja_env.globals["action_labels"] = labels.ACTION_VI
    app.jinja_env.globals["method_labels"] = labels.METHOD_VI
    app.jinja_env.globals["wrong_labels"] = WRONG_VI


def _counted(text: str, count: int) -> str:
    return f"{text} ({number(count)})"
