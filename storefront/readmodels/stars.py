"""Where each product stands on a day: its current recognition, or what became of the last one.

The rule itself is `catalog.recognition`; here a product without a current recognition is parted
into expired, revoked and never recognised, so that a page can say which.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Subquery, and_, case, func, or_, select
from sqlmodel import Session, col

from catalog.models import Recognition
from catalog.recognition import Certainty, certainty, current, current_of, year_of_decision
from catalog.status import RecognitionState


class Standing(StrEnum):
    """Where a product's best recognition stands on a day; in the order of preference."""

    CURRENT = "current"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NONE = "none"


def best_recognition(as_of: date) -> Subquery[Any]:
    """One row for each product that ever had a recognition.

    Columns product_id, stars (empty unless surely or possibly current), decision_date, year (of
    the last decision) and standing.
    """
    now = current(as_of)
    year = year_of_decision()
    ever = (
        select(
            col(Recognition.product_id),
            func.max(year).label("year"),
            func.max(case((_revoked(as_of), year))).label("revoked_year"),
        )
        .group_by(col(Recognition.product_id))
        .subquery("ever")
    )
    standing = case(
        (now.c.certainty == Certainty.YES.value, Standing.CURRENT.value),
        (now.c.certainty == Certainty.UNKNOWN.value, Standing.UNKNOWN.value),
        (ever.c.revoked_year == ever.c.year, Standing.REVOKED.value),
        else_=Standing.EXPIRED.value,
    )
    return (
        select(
            ever.c.product_id,
            now.c.stars,
            now.c.decision_date,
            ever.c.year,
            standing.label("standing"),
        )
        .outerjoin(now, now.c.product_id == ever.c.product_id)
        .subquery("best")
    )


def standings(
    session: Session, ids: Sequence[int], as_of: date
) -> dict[int, tuple[Standing, int | None]]:
    """The same as `best_recognition` for a few products, by the same rule in plain Python.

    Standing and stars (None unless surely or possibly current) of each; products that never had
    a recognition are absent.
    """
    query = select(Recognition).where(col(Recognition.product_id).in_(ids))
    rows = list(session.scalars(query))
    found: dict[int, tuple[Standing, int | None]] = {}
    for row in sorted(rows, key=_decided):
        found[row.product_id] = (standing_of(row, as_of), None)
    for now in current_of(rows, as_of):
        sure = now.certainty is Certainty.YES
        found[now.product_id] = (Standing.CURRENT if sure else Standing.UNKNOWN, now.stars)
    return found


def _decided(row: Recognition) -> tuple[int, bool]:
    year = row.decision_date.year if row.decision_date else row.year or 0
    return year, row.state == RecognitionState.REVOKED


def standing_of(row: Recognition, as_of: date) -> Standing:
    """Where one recognition stands on a day."""
    answer = certainty(row, as_of)
    if answer is not Certainty.NO:
        return Standing.CURRENT if answer is Certainty.YES else Standing.UNKNOWN
    revoked = row.state == RecognitionState.REVOKED
    return Standing.REVOKED if revoked else Standing.EXPIRED


def _revoked(as_of: date) -> Any:
    day = col(Recognition.revoked_on)
    return and_(
        col(Recognition.state) == RecognitionState.REVOKED.value,
        or_(day.is_(None), day <= as_of),
    )
