"""Writing looks down together with the end of the task that made them."""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlmodel import Session

from catalog import observing
from catalog.contract import Seen
from catalog.observing import Rules
from catalog.status import TaskState
from jobs import shop_state
from jobs.context import JobContext
from jobs.shop_state import AboutShop

_log = structlog.get_logger()

DEMO_RULES = Rules(miss_gap=timedelta(seconds=20))
"""The demo's clocks are compressed: two looks "apart in time" may follow within a minute."""


def rules(context: JobContext) -> Rules:
    """How looks become statuses in this installation."""
    settings = context.settings
    return DEMO_RULES if settings.mode == "demo" and settings.sandbox.enabled else Rules()


@dataclass(frozen=True, slots=True)
class Looks:
    """The write of an observing task: looks, the verdict on the channel, the shop's state."""

    context: JobContext
    channel: str
    seen: tuple[Seen, ...]
    again: timedelta
    about: AboutShop | None

    def __call__(self, session: Session, _state: TaskState) -> None:
        """Record in the caller's transaction; one alert when an incident opens."""
        now, chosen = self.context.clock(), rules(self.context)
        if self.about is not None:
            shop_state.write(session, self.about)
        if not self.seen:
            return
        observing.record(session, self.seen, rules=chosen, look_again=self.again, now=now)
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
