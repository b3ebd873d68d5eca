"""Writing looks down together with the end of the task that made them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from sqlmodel import Session

from catalog import observing
from catalog.contract import Seen
from catalog.observing import Rules, ahead
from catalog.status import ON_SALE, Method
from connectors.page.claims import claimed_stars
from jobs import shop_state
from jobs.context import JobContext
from jobs.results import Ending
from jobs.shop_state import AboutShop

_log = structlog.get_logger()

DEMO_RULES = Rules(miss_gap=timedelta(seconds=20))
"""The demo's clocks are compressed: two looks "apart in time" may follow within a minute."""


def rules(context: JobContext) -> Rules:
    """How looks become statuses in this installation."""
    settings = context.settings
    return DEMO_RULES if settings.mode == "demo" and settings.sandbox.enabled else Rules()


def record(
    session: Session,
    context: JobContext,
    seen: Sequence[Seen],
    ending: Ending,
    again: timedelta,
) -> None:
    """Append looks and fold them onto the listings; changes are counted in the ledger's line."""
    line = ending.line
    result = observing.record(
        session,
        [_with_claim(look) for look in seen],
        line.run_id if line else None,
        rules=rules(context),
        look_again=again,
        now=context.clock(),
    )
    if line is not None:
        line.count("changed", result.counts.get("changed", 0))
        line.fail(ahead.CODE, result.counts.get("in_future", 0))


def _with_claim(look: Seen) -> Seen:
    """An API tells the title only: the stars in it are what the floor's page claims."""
    if look.method is not Method.API or look.status not in ON_SALE or look.title is None:
        return look
    return replace(look, stars=claimed_stars(look.title))


@dataclass(frozen=True, slots=True)
class Looks:
    """The write of a task that asked an API: looks, verdict on the channel, the shop's state."""

    context: JobContext
    channel: str
    seen: tuple[Seen, ...]
    again: timedelta
    about: AboutShop | None

    def __call__(self, session: Session, ending: Ending) -> None:
        """Record in the caller's transaction; the incident's row tells what to alert about."""
        now, chosen = self.context.clock(), rules(self.context)
        if self.about is not None:
            shop_state.write(session, self.about)
        if not self.seen:
            return
        record(session, self.context, self.seen, ending, self.again)
        verdict = observing.judge_channel(session, self.channel, now=now, rules=chosen)
        if verdict.opened or verdict.closed:
            _log.warning(
                "incident",
                channel=self.channel,
                opened=verdict.opened,
                looked=verdict.looked,
                failing=verdict.failing,
                changed=verdict.changed,
            )
