"""The observing part at work, three of five hosts in trouble: `python -m tests.soak --minutes 30`.

First the two healthy hosts alone (the control of the same run), then all five; one hangs, one
walls, one is redesigned beyond recognition, and on all of them goods are really taken down.
Prints every target with what was reached; ends with 1 when one is missed.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from catalog.models import utc_now
from tests.soak.hosts import REDESIGN, Floor, open_floors
from tests.soak.installation import configure, permit, running
from tests.soak.judge import Finding, judge
from tests.soak.watch import Span, Watch

CONTROL, TROUBLE = 0.15, 0.25
"""Shares of the run's time; the rest is for first looks and for getting well."""
REMOVED = 3
LEAST_TROUBLE = 50.0
"""Seconds in which even a host that hangs, and is asked ever more rarely, is asked five times."""


def say(text: str) -> None:
    """A line of progress, with the time."""
    sys.stdout.write(f"{utc_now():%H:%M:%S} {text}\n")
    sys.stdout.flush()


@dataclass(slots=True)
class Run:
    """The phases of one soak."""

    watch: Watch
    floors: Sequence[Floor]
    seconds: float
    end: float
    healed: dict[str, datetime] = field(default_factory=dict)

    def whole(self) -> list[Finding]:
        """Everything in order; returns the verdict."""
        healthy = [floor for floor in self.floors if not floor.trouble]
        self._first_looks(healthy)
        say("control: the healthy hosts alone")
        control = self._during(self.seconds * CONTROL)
        self._first_looks([floor for floor in self.floors if floor.trouble])
        self.watch.memory.clear()  # from here on nothing is seen for the first time
        trouble = self._trouble()
        say("troubles are over")
        self._until(lambda: time.monotonic() >= self.end, self.end)
        for scope, number in sorted(self.watch.incidents().items()):
            say(f"incident of {scope}: {number}")
        by_minute = " ".join(f"{one:.0f}" for one in self.watch.memory[::60])
        say(f"memory of the worker by the minute, MB: {by_minute}")
        return judge(self.watch.measured(self.floors, control, trouble, self.healed))

    def _first_looks(self, floors: Sequence[Floor]) -> None:
        say(f"first looks at {', '.join(floor.name for floor in floors)}")
        self.watch.known |= self.watch.installation.watch(floors)
        if not self._until(self.watch.all_live, self.end):
            raise SystemExit("not every page was ever read: nothing to measure")

    def _trouble(self) -> Span:
        length = max(LEAST_TROUBLE, self.seconds * TROUBLE)
        start = utc_now()
        for floor in self.floors:
            floor.begin_trouble()
        say("troubles begin")
        before = min(15.0, length / 4)
        self._during(before)
        for floor in self.floors:
            floor.take_down(REMOVED)
            self.healed[floor.name] = utc_now()
        say(f"{REMOVED} goods of each host are really taken down")
        # Who refuses or hangs is asked ever more rarely: a short trouble leaves time to recover.
        short = max(LEAST_TROUBLE, length / 4) - before
        self._during(short)
        self._heal([floor for floor in self.floors if floor.trouble not in {"", REDESIGN}])
        self._during(length - before - short)
        self._heal([floor for floor in self.floors if floor.trouble == REDESIGN])
        return Span(start, utc_now())

    def _heal(self, floors: Sequence[Floor]) -> None:
        for floor in floors:
            floor.end_trouble()
            self.healed[floor.name] = utc_now()
            say(f"{floor.name} is well again")

    def _during(self, seconds: float) -> Span:
        start, end = utc_now(), time.monotonic() + seconds
        self._until(lambda: time.monotonic() >= end, end)
        return Span(start, utc_now())

    def _until(self, condition: Callable[[], bool], end: float) -> bool:
        """Sample every second until it holds; False when `end` came first."""
        while not condition():
            if time.monotonic() >= end:
                return False
            self.watch.sample()
            time.sleep(1.0)
        return True


def show(findings: Sequence[Finding]) -> None:
    """A table of what was measured and what was wanted."""
    for finding in findings:
        mark = "ok    " if finding.met else "MISSED"
        line = f"{mark} {finding.what:<42}{finding.value:<40} target {finding.target}"
        sys.stdout.write(f"{line}\n")


def soak(minutes: float, listings: int, folder: Path) -> list[Finding]:
    """One run in that folder."""
    settings = configure(folder)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with open_floors(settings) as floors:
        permit(settings, floors)
        say(f"{len(floors)} hosts with {listings} listings each")
        for floor in floors:
            floor.fill(listings)
        with running(settings) as installation:
            seconds = minutes * 60
            watch = Watch(installation)
            findings = Run(watch, floors, seconds, time.monotonic() + seconds).whole()
            for wrong in sorted(watch.wrong):
                say(f"WRONG: {wrong}")
        return findings


def main(arguments: list[str]) -> int:
    """0 when every target was met, 1 when one was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--listings", type=int, default=0, help="per host; default by minutes")
    given = parser.parse_args(arguments)
    listings = given.listings or max(30, min(200, int(given.minutes * 10)))
    with tempfile.TemporaryDirectory(prefix="chophien-soak-") as folder:
        findings = soak(given.minutes, listings, Path(folder))
    show(findings)
    return 0 if all(finding.met for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
