"""The plan: the difference between what is wanted and what was sent, before anything runs.

`compute` reads, `save_plan` names the plan by the hash of its actions, `approve` lets a second
person agree to a large one, `apply` queues exactly its actions; `outcome` writes down what came
of each.
"""

from catalog.plan.applying import Applied, apply
from catalog.plan.approval import PlanRefusedError, approval_reason, approve, save_plan
from catalog.plan.compute import compute
from catalog.plan.model import OFF_MARK, Held, Plan, PlannedAction, still_wanted
from catalog.plan.outcome import Outcome, Result, mark_sending, settle

__all__ = [
    "OFF_MARK",
    "Applied",
    "Held",
    "Outcome",
    "Plan",
    "PlanRefusedError",
    "PlannedAction",
    "Result",
    "apply",
    "approval_reason",
    "approve",
    "compute",
    "mark_sending",
    "save_plan",
    "settle",
    "still_wanted",
]
