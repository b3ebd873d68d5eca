"""What was seen: recorded append-only with evidence, folded into statuses, compared with wishes."""

from catalog.observing.differences import (
    Difference,
    DifferencePage,
    difference_counts,
    differences,
    differences_where,
)
from catalog.observing.evidence import Broken, body_of, prune, verify
from catalog.observing.incidents import (
    Thresholds,
    Verdict,
    close_incident,
    judge_channel,
    open_incident,
    open_incidents,
)
from catalog.observing.kinds import Kind
from catalog.observing.record import Change, RecordResult, record
from catalog.observing.rules import RULES, Rules

__all__ = [
    "RULES",
    "Broken",
    "Change",
    "Difference",
    "DifferencePage",
    "Kind",
    "RecordResult",
    "Rules",
    "Thresholds",
    "Verdict",
    "body_of",
    "close_incident",
    "difference_counts",
    "differences",
    "differences_where",
    "judge_channel",
    "open_incident",
    "open_incidents",
    "prune",
    "record",
    "verify",
]
