"""Misbehaviour on demand: which requests go wrong, and how often."""

import hashlib
import threading
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from typing import Any

KINDS = (
    "drop_before",
    "drop_after",
    "delay",
    "status",
    "error",
    "truncate",
    "slow",
    "loris",
    "rate_limit",
    "wall",
    "shell",
    "parked",
    "redirect",
    "charset",
)


class FaultError(ValueError):
    """A fault was described wrongly; the text names the field."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of misbehaviour for requests whose path starts with ``match``.

    With ``exact`` the path is ``match`` and nothing more: the front page alone is ``/``.

    ``probability`` 0–1 is drawn per matching request from ``seed`` (same seed, same
    draws); the first ``skip`` matches are spared, with ``by_client`` those of each caller
    (address and User-Agent); ``count`` is how often it fires at most (0: no end). ``after``
    lets the request be carried out before the false answer is given (kinds status and
    error). ``seconds`` is the wait of delay, slow and loris, ``retry_after`` a header of
    status and rate_limit.
    """

    kind: str
    match: str = "/"
    method: str = ""
    probability: float = 1.0
    count: int = 0
    skip: int = 0
    seed: int = 0
    after: bool = False
    by_client: bool = False
    exact: bool = False
    seconds: float = 1.0
    status: int = 503
    retry_after: str = ""
    code: str = "error_server"
    message: str = "System error, please try again later."
    text: str = ""
    fault_id: int = 0
    seen: int = field(default=0)
    fired: int = field(default=0)


_TEXT_FIELDS = ("kind", "match", "method", "retry_after", "code", "message", "text")
_NUMBER_FIELDS = ("probability", "seconds")
_INT_FIELDS = ("count", "skip", "seed", "status")
_FLAGS = ("after", "by_client", "exact")


def parse(raw: dict[str, Any]) -> Fault:
    """A fault from control JSON; raises FaultError for unknown or badly typed fields."""
    allowed = {*_TEXT_FIELDS, *_NUMBER_FIELDS, *_INT_FIELDS, *_FLAGS}
    if unknown := set(raw) - allowed:
        raise FaultError(f"unknown field: {', '.join(sorted(unknown))}")
    if raw.get("kind") not in KINDS:
        raise FaultError(f"kind must be one of {', '.join(KINDS)}")
    for name, value in raw.items():
        if not _fits(name, value):
            raise FaultError(f"bad value for {name}")
    values = dict(raw)
    values["retry_after"] = str(values.get("retry_after", ""))
    return Fault(**values)


def _fits(name: str, value: object) -> bool:
    if name in _FLAGS:
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if name == "probability":
        return isinstance(value, int | float) and 0 <= value <= 1
    if name in _NUMBER_FIELDS:
        return isinstance(value, int | float) and value >= 0
    if name in _INT_FIELDS:
        return isinstance(value, int) and value >= 0
    return isinstance(value, str) or name == "retry_after"


def draw(seed: int, index: int) -> float:
    """The ``index``-th number in [0, 1) of this seed, the same whichever thread asks."""
    digest = hashlib.sha256(f"{seed}:{index}".encode()).digest()
    return int.from_bytes(digest[:7], "big") / 2**56


class FaultTable:
    """The faults in force on one marketplace; safe to use from many threads."""

    def __init__(self) -> None:
        self._faults: dict[int, Fault] = {}
        self._asked: Counter[tuple[int, str]] = Counter()
        self._next = 1
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> Fault:
        """Put a fault in force; returns it with its number."""
        with self._lock:
            numbered = replace(fault, fault_id=self._next)
            self._faults[self._next] = numbered
            self._next += 1
            return numbered

    def remove(self, fault_id: int) -> bool:
        """Lift one fault; False when there is none of that number."""
        with self._lock:
            return self._faults.pop(fault_id, None) is not None

    def clear(self) -> None:
        """Lift all faults."""
        with self._lock:
            self._faults.clear()
            self._asked.clear()

    def listing(self) -> list[dict[str, Any]]:
        """All faults in force with how often they matched (seen) and acted (fired)."""
        with self._lock:
            return [asdict(fault) for fault in self._faults.values()]

    def pick(self, method: str, path: str, client: str = "") -> Fault | None:
        """The first fault that acts on this request; counters move for those it matched."""
        with self._lock:
            for fault in self._faults.values():
                if not _matches(fault, path) or fault.method not in {"", method}:
                    continue
                caller = (fault.fault_id, client if fault.by_client else "")
                acts = _acts(fault, self._asked[caller])
                self._asked[caller] += 1
                self._faults[fault.fault_id] = replace(
                    fault, seen=fault.seen + 1, fired=fault.fired + acts
                )
                if acts:
                    return fault
        return None


def _matches(fault: Fault, path: str) -> bool:
    return path == fault.match if fault.exact else path.startswith(fault.match)


def _acts(fault: Fault, asked: int) -> bool:
    """Whether it acts on a caller who matched it ``asked`` times before."""
    if asked < fault.skip or (fault.count and fault.fired >= fault.count):
        return False
    return draw(fault.seed, fault.seen) < fault.probability
