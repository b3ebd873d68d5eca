"""Which recognition of a product is current on a day: the only source of a product's stars.

A certificate (Giấy chứng nhận) is valid 36 months from its decision (Quyết định 148/QĐ-TTg,
24/02/2023). Months are counted as Bộ luật Dân sự 2015 does (điều 147, 148): the period ends with
the corresponding day of its last month, or that month's last day where there is none. Where only
the year of a decision is public, currency on some days cannot be known and is said to be so.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import ColumnElement, SelectBase, Subquery, and_, case, extract, func, or_, select
from sqlmodel import col

from catalog.models import Recognition
from catalog.status import RecognitionState

VALID_MONTHS = 36


class Certainty(StrEnum):
    """Whether a recognition is current: a third answer where its day is not public."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Recognised(Protocol):
    """What the rule reads of a recognition; `models.Recognition` has it."""

    id: int | None
    product_id: int
    stars: int
    decision_no: str
    decision_date: date | None
    year: int | None
    valid_to: date | None
    state: str
    revoked_on: date | None


@dataclass(frozen=True, slots=True)
class Current:
    """A product's recognition on a day; `certainty` is YES or UNKNOWN, never NO."""

    product_id: int
    stars: int
    decision_no: str
    decision_date: date | None
    valid_to: date | None
    certainty: Certainty


def valid_to(decision_date: date, months: int = VALID_MONTHS) -> date:
    """The last day on which a certificate of that decision is valid."""
    year, month = divmod(decision_date.month - 1 + months, 12)
    year += decision_date.year
    return date(year, month + 1, min(decision_date.day, monthrange(year, month + 1)[1]))


def certainty(row: Recognised, as_of: date) -> Certainty:
    """Whether a recognition is current on a day, by its decision's date or else its year.

    A revocation without a date counts for every day: nobody could show the day before it.
    """
    if row.state == RecognitionState.REVOKED and (
        row.revoked_on is None or row.revoked_on <= as_of
    ):
        return Certainty.NO
    if row.valid_to is not None and row.valid_to < as_of:
        return Certainty.NO
    if row.decision_date is not None:
        in_time = row.decision_date <= as_of <= (row.valid_to or valid_to(row.decision_date))
        return Certainty.YES if in_time else Certainty.NO
    if row.year is None:
        return Certainty.UNKNOWN
    return _by_year(row.year, as_of, row.valid_to)


def current_of(rows: Iterable[Recognised], as_of: date) -> list[Current]:
    """The current recognition of each product, by the same rule as `current` in plain Python."""
    best: dict[int, tuple[tuple[Any, ...], Current]] = {}
    for row in rows:
        answer = certainty(row, as_of)
        if answer is Certainty.NO:
            continue
        rank = (answer is Certainty.YES, *_recency(row), row.stars, row.id or 0)
        if row.product_id not in best or best[row.product_id][0] < rank:
            best[row.product_id] = (rank, _as_current(row, answer))
    return [current for _, current in best.values()]


def current(as_of: date, of: SelectBase | None = None) -> Subquery:
    """One row for each product recognised, surely or possibly, on a day.

    Columns product_id, stars, decision_no, decision_date, valid_to, certainty. A sure recognition
    comes before a possible one, then the later decision, then the higher stars. Products that
    surely have none are absent. `of` names the products that are asked about, when not all are.
    """
    sure = _is_sure(as_of)
    place = func.row_number().over(
        partition_by=col(Recognition.product_id),
        order_by=[
            case((sure, 0), else_=1),
            func.coalesce(year_of_decision(), 0).desc(),
            case((col(Recognition.decision_date).is_not(None), 0), else_=1),
            col(Recognition.decision_date).desc(),
            col(Recognition.stars).desc(),
            col(Recognition.id).desc(),
        ],
    )
    recognised = select(
        col(Recognition.product_id),
        col(Recognition.stars),
        col(Recognition.decision_no),
        col(Recognition.decision_date),
        col(Recognition.valid_to),
        case((sure, Certainty.YES.value), else_=Certainty.UNKNOWN.value).label("certainty"),
        place.label("place"),
    ).where(or_(sure, _is_possible(as_of)))
    if of is not None:
        recognised = recognised.where(col(Recognition.product_id).in_(of))
    ranked = recognised.subquery("ranked")
    columns = [column for column in ranked.c if column.name != "place"]
    return select(*columns).where(ranked.c.place == 1).subquery("current")


def year_of_decision() -> ColumnElement[int]:
    """SQL: the year of a recognition's decision, from its date or else as published."""
    return func.coalesce(extract("year", col(Recognition.decision_date)), col(Recognition.year))


def _as_current(row: Recognised, answer: Certainty) -> Current:
    return Current(
        row.product_id, row.stars, row.decision_no, row.decision_date, row.valid_to, answer
    )


def _recency(row: Recognised) -> tuple[int, bool, date]:
    year = row.decision_date.year if row.decision_date else row.year or 0
    return year, row.decision_date is not None, row.decision_date or date.min


def _by_year(year: int, as_of: date, end: date | None = None) -> Certainty:
    """Certain only when every day of the year would give the same answer."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    if as_of < first or as_of > (end or valid_to(last)):
        return Certainty.NO
    if last <= as_of <= (end or valid_to(first)):
        return Certainty.YES
    return Certainty.UNKNOWN


def _earliest_decision(as_of: date) -> date:
    """The earliest decision date whose 36 months reach the day."""
    start = valid_to(as_of, -VALID_MONTHS)
    while valid_to(start) < as_of:
        start += timedelta(days=1)
    return start


def _not_revoked(as_of: date) -> ColumnElement[bool]:
    return or_(
        col(Recognition.state) != RecognitionState.REVOKED.value,
        and_(col(Recognition.revoked_on).is_not(None), col(Recognition.revoked_on) > as_of),
    )


def _in_years(as_of: date, wanted: Certainty) -> ColumnElement[bool]:
    """SQL for undated rows; the bounds come from the Python rule, so that both agree."""
    around = range(as_of.year - VALID_MONTHS // 12 - 1, as_of.year + 2)
    open_end = [year for year in around if _by_year(year, as_of) is wanted]
    # With an end of its own, a year-only row is sure from the year's end on.
    with_end = (
        col(Recognition.year) <= as_of.year - (as_of < date(as_of.year, 12, 31))
        if wanted is Certainty.YES
        else col(Recognition.year) == as_of.year
    )
    ended = col(Recognition.valid_to)
    return or_(
        and_(ended.is_(None), col(Recognition.year).in_(open_end)),
        and_(ended >= as_of, with_end),
    )


def _is_sure(as_of: date) -> ColumnElement[bool]:
    dated = col(Recognition.decision_date)
    ended = col(Recognition.valid_to)
    by_date = and_(
        dated <= as_of,
        or_(ended >= as_of, and_(ended.is_(None), dated >= _earliest_decision(as_of))),
    )
    by_year = and_(dated.is_(None), _in_years(as_of, Certainty.YES))
    return and_(_not_revoked(as_of), or_(by_date, by_year))


def _is_possible(as_of: date) -> ColumnElement[bool]:
    year, ended = col(Recognition.year), col(Recognition.valid_to)
    return and_(
        _not_revoked(as_of),
        col(Recognition.decision_date).is_(None),
        or_(
            and_(year.is_(None), or_(ended.is_(None), ended >= as_of)),
            _in_years(as_of, Certainty.UNKNOWN),
        ),
    )
