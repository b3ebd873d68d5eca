"""Percent of plan: a target's value against the figure it names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlmodel import Session, col, select

from catalog.models import Target

PERCENT = "%"


class Counted(Protocol):
    """What a plan line reads of a figure."""

    @property
    def k(self) -> int:
        """How many count."""

    @property
    def n(self) -> int:
        """Out of how many."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A target and what was reached: `done` is reached/wanted and may exceed 1.

    `actual` is in the target's unit (a count, or percent with `k` of `n` behind it); it is None
    where the indicator has no figure or its denominator is 0: then nothing can be said.
    """

    key: str
    plan: str
    indicator: str
    year: int
    as_of: str
    value: float
    unit: str
    figure: str | None
    k: int | None = None
    n: int | None = None
    actual: float | None = None
    done: float | None = None


def plan_lines(
    session: Session, as_of: date, figures_of: Callable[[date], Mapping[str, Counted]]
) -> list[PlanLine]:
    """Every target that had begun by the day, as of its year's end or the day, if earlier."""
    targets = session.exec(
        select(Target)
        .where(Target.year <= as_of.year)
        .order_by(col(Target.year).desc(), col(Target.plan), col(Target.key))
    ).all()
    days = {target.year: min(as_of, date(target.year, 12, 31)) for target in targets}
    found = {year: figures_of(day) for year, day in days.items()}
    return [_line(target, days[target.year], found[target.year]) for target in targets]


def _line(target: Target, day: date, figures: Mapping[str, Counted]) -> PlanLine:
    figure = figures.get(target.figure or "")
    actual = _actual(target, figure)
    return PlanLine(
        key=target.key,
        plan=target.plan,
        indicator=target.indicator,
        year=target.year,
        as_of=day.isoformat(),
        value=target.value,
        unit=target.unit,
        figure=target.figure,
        k=figure.k if figure else None,
        n=figure.n if figure else None,
        actual=actual,
        done=None if actual is None else round(actual / target.value, 6),
    )


def _actual(target: Target, figure: Counted | None) -> float | None:
    if figure is None:
        return None
    if target.unit != PERCENT:
        return figure.k
    return round(100 * figure.k / figure.n, 4) if figure.n else None
