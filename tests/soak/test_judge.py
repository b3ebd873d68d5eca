"""The soak's judge fails a run for each single thing that went wrong."""

from dataclasses import replace

import pytest

from tests.soak.judge import Finding, Host, Measured, judge

QUICK = Host("quick", "", 100.0, 97.0, removed=3, provable=3, found=3)
WALLED = Host("walled", "wall", incidents=1, removed=3, provable=1, found=1)
GOOD = Measured((QUICK, WALLED), memory=(90.0, 95.0, 93.0, 94.0, 95.0, 94.0))


def missed(measured: Measured) -> list[Finding]:
    return [finding for finding in judge(measured) if not finding.met]


def test_a_good_run_passes() -> None:
    assert missed(GOOD) == []


@pytest.mark.parametrize(
    ("planted", "what"),
    [
        (replace(GOOD, hosts=(replace(QUICK, trouble_pace=85.0), WALLED)), "pace of quick"),
        (replace(GOOD, hosts=(replace(QUICK, trouble_pace=120.0), WALLED)), "pace of quick"),
        (replace(GOOD, hosts=(replace(QUICK, control_pace=0.0), WALLED)), "pace of quick"),
        (replace(GOOD, hosts=(replace(QUICK, incidents=1), WALLED)), "incidents of quick"),
        (replace(GOOD, hosts=(QUICK, replace(WALLED, incidents=0))), "incidents of walled"),
        (replace(GOOD, hosts=(QUICK, replace(WALLED, incidents=2))), "incidents of walled"),
        (replace(GOOD, stray_incidents=1), "incidents of no host"),
        (replace(GOOD, hosts=(replace(QUICK, found=2), WALLED)), "removals found on quick"),
        (replace(GOOD, hosts=(replace(QUICK, provable=2, found=2), WALLED)), "found on quick"),
        (replace(GOOD, hosts=(QUICK, replace(WALLED, found=0))), "removals found on walled"),
        (replace(GOOD, wrong=frozenset({"walled/7 removed"})), "wrong statuses"),
        (replace(GOOD, memory=(90.0, 91.0, 95.0, 99.0, 101.0, 104.0)), "memory"),
        (replace(GOOD, memory=()), "memory"),
        (replace(GOOD, complaints=("Traceback",)), "error lines"),
        (replace(GOOD, deaths=1), "worker restarts"),
    ],
)
def test_each_fault_is_named(planted: Measured, what: str) -> None:
    (finding,) = missed(planted)
    assert what in finding.what
