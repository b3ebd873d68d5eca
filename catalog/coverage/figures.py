"""Figures as published: k of N as of T, with a link to the list behind each."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from catalog.coverage.definitions import DEFINITIONS, Definition, Members
from catalog.coverage.facts import Facts, load_facts
from catalog.coverage.targets import PlanLine, plan_lines


@dataclass(frozen=True, slots=True)
class Figure:
    """k of n; `share` is k/n from 0 to 1, None when n is 0. `unknown` is counted apart.

    `sample` says that k rests partly on simulated marketplaces or sample data.
    """

    key: str
    label_vi: str
    k: int
    n: int
    share: float | None
    denominator: str
    list_url: str
    unknown: int
    sample: bool


def figures(session: Session, as_of: date) -> list[Figure]:
    """Every figure as of the end of a day."""
    facts = load_facts(session, as_of)
    return [_figure(definition, facts) for definition in DEFINITIONS.values()]


def members(session: Session, as_of: date, key: str) -> Members:
    """The list behind a figure: ids counted, unknown, and all of the denominator.

    Raises KeyError for a key that no figure has.
    """
    return DEFINITIONS[key].rule(load_facts(session, as_of))


def list_url(key: str, as_of: date) -> str:
    """The staff page with the list behind a figure."""
    return f"/quan-tri/danh-sach/{key}?tinh-den={as_of.isoformat()}"


def report(session: Session, as_of: date) -> dict[str, Any]:
    """What `chophien coverage --json` prints; keys are a contract (adding is fine)."""
    return {
        "as_of": as_of.isoformat(),
        "figures": [figure_dict(figure) for figure in figures(session, as_of)],
        "plans": [asdict(line) for line in plans(session, as_of)],
    }


def figure_dict(figure: Figure) -> dict[str, Any]:
    """A figure as JSON; the share is rounded to six places."""
    share = None if figure.share is None else round(figure.share, 6)
    return {**asdict(figure), "share": share}


def plans(session: Session, as_of: date) -> list[PlanLine]:
    """Plan targets against figures, each as of its own year's end or the day, if earlier."""
    return plan_lines(session, as_of, lambda day: {f.key: f for f in figures(session, day)})


def _figure(definition: Definition, facts: Facts) -> Figure:
    found = definition.rule(facts)
    k, n = len(found.counted), len(found.base)
    return Figure(
        key=definition.key,
        label_vi=definition.label_vi,
        k=k,
        n=n,
        share=k / n if n else None,
        denominator=definition.denominator,
        list_url=list_url(definition.key, facts.as_of),
        unknown=len(found.unknown),
        sample=found.sample,
    )
