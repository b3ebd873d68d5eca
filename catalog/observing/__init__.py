"""What was seen: recorded append-only with evidence, folded into statuses, compared with wishes."""

from catalog.observing.annex import Annex, AnnexLook, annex
from catalog.observing.closing import close_incident
from catalog.observing.counts import difference_counts
from catalog.observing.differences import Difference, differences, differences_where
from catalog.observing.evidence import Broken, verify
from catalog.observing.host_incidents import HostLimits, HostVerdict, judge_host
from catalog.observing.incident_kinds import INCIDENT_FACTS, IncidentKind
from catalog.observing.incident_rows import open_incident, open_incidents
from catalog.observing.incidents import Thresholds, Verdict, judge_channel
from catalog.observing.keeping import prune
from catalog.observing.kinds import Kind
from catalog.observing.proven import ProvenLook, newest_looks
from catalog.observing.record import Change, RecordResult, record
from catalog.observing.rules import RULES, Rules

__all__ = [
    "INCIDENT_FACTS",
    "RULES",
    "Annex",
    "AnnexLook",
    "Broken",
    "Change",
    "Difference",
    "HostLimits",
    "HostVerdict",
    "IncidentKind",
    "Kind",
    "ProvenLook",
    "RecordResult",
    "Rules",
    "Thresholds",
    "Verdict",
    "annex",
    "close_incident",
    "difference_counts",
    "differences",
    "differences_where",
    "judge_channel",
    "judge_host",
    "newest_looks",
    "open_incident",
    "open_incidents",
    "prune",
    "record",
    "verify",
]
