"""Coverage figures: k of N as of a day, each with the list behind it and what is not known."""

from catalog.coverage.definitions import DEFINITIONS, Definition, Kind, Members
from catalog.coverage.facts import FRESH_DAYS, Facts, fresh_since, load_facts
from catalog.coverage.figures import Figure, figure_dict, figures, members, plans, report
from catalog.coverage.targets import PlanLine

__all__ = [
    "DEFINITIONS",
    "FRESH_DAYS",
    "Definition",
    "Facts",
    "Figure",
    "Kind",
    "Members",
    "PlanLine",
    "figure_dict",
    "figures",
    "fresh_since",
    "load_facts",
    "members",
    "plans",
    "report",
]
