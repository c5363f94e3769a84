"""A user that only sends email, with its group and its policy: planned first, then created step by step.

No file records what was done. Before each step, OCI is asked whether the resource exists, so that an interrupted run
continues where it stopped.
"""

from services.sending_user.apply import PlanProgress, PlanRun, PlanStage
from services.sending_user.locations import SendingPlace, sending_places
from services.sending_user.plan import Part, Plan, PlanStep, make_plan
from services.sending_user.wish import Wish, complaints

__all__ = [
    "Part",
    "Plan",
    "PlanProgress",
    "PlanRun",
    "PlanStage",
    "PlanStep",
    "SendingPlace",
    "Wish",
    "complaints",
    "make_plan",
    "sending_places",
]
