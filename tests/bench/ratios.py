"""The figures to be trusted: a ratio of one run beside its target, found again by its mark."""

import sys

MARK = "» "


def tell(what: str, ratio: float, target: float, *, at_most: bool = False) -> None:
    """Print how many times, and what was wanted: `ratio` at least (or `at_most`) `target`."""
    met = ratio <= target if at_most else ratio >= target
    wanted = f"target {'≤' if at_most else '≥'} {target:g}"
    sys.stdout.write(f"{MARK}{what:<58}{ratio:8.2f}×   {wanted:<14}{'' if met else 'MISSED'}\n")
    sys.stdout.flush()


def tell_beside(what: str, ratio: float) -> None:
    """Print how many times, of a comparison that nothing was promised about."""
    sys.stdout.write(f"{MARK}{what:<58}{ratio:8.2f}×   no target\n")
    sys.stdout.flush()


def tell_seconds(what: str, seconds: float, target: float) -> None:
    """Print seconds that should stay below a target: absolute, so only for orders of magnitude."""
    met = "" if seconds <= target else "MISSED"
    wanted = f"target ≤ {target:g} s"
    sys.stdout.write(f"{MARK}{what:<58}{seconds:8.2f} s   {wanted:<14}{met}\n")
    sys.stdout.flush()


def missing(what: str, why: str) -> None:
    """Print that something could not be measured."""
    sys.stdout.write(f"{MARK}{what:<58}not measured: {why}\n")
    sys.stdout.flush()
