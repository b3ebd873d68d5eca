"""Import of decision annexes: reading a file into rows and problems."""

from catalog.importing.model import (
    Annex,
    AnnexRefused,
    AnnexRow,
    Limits,
    Problem,
    Severity,
)
from catalog.importing.problems import PROBLEM_KINDS, ProblemKind
from catalog.importing.reader import read_annex

__all__ = [
    "PROBLEM_KINDS",
    "Annex",
    "AnnexRefused",
    "AnnexRow",
    "Limits",
    "Problem",
    "ProblemKind",
    "Severity",
    "read_annex",
]
