"""Targets of the soak, and whether what was measured meets them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

PACE_LOSS = 0.10
"""The largest share of its pace that a healthy host may lose (or gain) beside troubled ones."""

MEMORY_GROWTH = 0.10
"""How much the worker may grow from the first third of the run to the last."""


@dataclass(frozen=True, slots=True)
class Host:
    """One host's part: looks a minute in both phases (0: not measured), incidents, removals.

    `trouble` is empty for a healthy host. `removed` goods were really taken down; `provable` of
    them were looked at often enough since then for their end to be known, `found` are known.
    """

    name: str
    trouble: str = ""
    control_pace: float = 0.0
    trouble_pace: float = 0.0
    incidents: int = 0
    removed: int = 0
    provable: int = 0
    found: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything a run tells.

    `stray_incidents` are of no host of ours (a whole channel's); `wrong` names every listing
    that was called gone, or not on sale, while it was; `memory` is the worker's resident set in
    MB, evenly spaced in time; `complaints` are its log's lines of errors.
    """

    hosts: tuple[Host, ...]
    stray_incidents: int = 0
    wrong: frozenset[str] = field(default_factory=frozenset)
    memory: tuple[float, ...] = ()
    complaints: tuple[str, ...] = ()
    deaths: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the verdict."""

    what: str
    value: str
    target: str
    met: bool


def judge(measured: Measured) -> list[Finding]:
    """Every target with what was reached; the run has passed when all are met."""
    return [
        *_paces(measured.hosts),
        *_incidents(measured),
        *_removals(measured.hosts),
        Finding("wrong statuses", str(len(measured.wrong)), "0", not measured.wrong),
        _memory(measured.memory),
        Finding("error lines", str(len(measured.complaints)), "0", not measured.complaints),
        Finding("worker restarts", str(measured.deaths), "0", not measured.deaths),
    ]


def _paces(hosts: Sequence[Host]) -> Iterator[Finding]:
    for host in hosts:
        if host.trouble:
            continue
        ratio = host.trouble_pace / host.control_pace if host.control_pace else 0.0
        value = f"{host.control_pace:.1f} → {host.trouble_pace:.1f} looks/min ({ratio:.2f}×)"
        met = abs(ratio - 1.0) <= PACE_LOSS
        yield Finding(f"pace of {host.name}", value, f"within {PACE_LOSS:.0%}", met)


def _incidents(measured: Measured) -> Iterator[Finding]:
    for host in measured.hosts:
        wanted = 1 if host.trouble else 0
        name = f"incidents of {host.name}"
        yield Finding(name, str(host.incidents), str(wanted), host.incidents == wanted)
    stray = measured.stray_incidents
    yield Finding("incidents of no host", str(stray), "0", stray == 0)


def _removals(hosts: Sequence[Host]) -> Iterator[Finding]:
    """A healthy host's removals must all be provable within the run, others as far as they are."""
    for host in hosts:
        value = f"{host.found} of {host.provable} provable ({host.removed} removed)"
        all_known = host.found == host.provable and bool(host.removed)
        met = all_known and (bool(host.trouble) or host.provable == host.removed)
        yield Finding(f"real removals found on {host.name}", value, "all", met)


def _memory(samples: Sequence[float]) -> Finding:
    name, target = "memory, last third : first third", f"≤ {1 + MEMORY_GROWTH:.2f}"
    third = len(samples) // 3
    if not third:
        return Finding(name, "no samples", target, met=False)
    first, last = sum(samples[:third]) / third, sum(samples[-third:]) / third
    value = f"{first:.0f} → {last:.0f} MB ({last / first:.2f}×)"
    return Finding(name, value, target, last <= first * (1 + MEMORY_GROWTH))
