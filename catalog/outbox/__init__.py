"""The outbox: work to be done, claimed with a lease and a fencing number, one waiting row a key.

    enqueue → waiting → claim → running → finish → done
                 ▲                 ├─ fail (retry later) ──┐
                 └─────────────────┴─ release, lease over ─┤
                                   └─ fail for good → dead │ → a person: revive or give up

Every function takes the caller's session, so a task and the change that asks for it stand or
fall together. Nothing here calls the network.
"""

from catalog.outbox.claiming import LEASE, Claimed, Reclaimed, claim, extend, reclaim_expired
from catalog.outbox.history import HistoryLine, dead, history, purge, summary
from catalog.outbox.people import cancel, give_up, revive
from catalog.outbox.queueing import NewTask, enqueue, enqueue_many
from catalog.outbox.returning import Buried
from catalog.outbox.settling import Failure, fail, fail_many, finish, finish_many, release

__all__ = [
    "LEASE",
    "Buried",
    "Claimed",
    "Failure",
    "HistoryLine",
    "NewTask",
    "Reclaimed",
    "cancel",
    "claim",
    "dead",
    "enqueue",
    "enqueue_many",
    "extend",
    "fail",
    "fail_many",
    "finish",
    "finish_many",
    "give_up",
    "history",
    "purge",
    "reclaim_expired",
    "release",
    "revive",
    "summary",
]
