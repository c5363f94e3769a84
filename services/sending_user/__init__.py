"""A user that only sends mail, in a group whose policy lets it: planned first, then made, step by step.

What is done is never written down: before each step OCI is asked whether it is there already, so that a run that was
broken off goes on where it stopped.
"""

from services.sending_user.apply import Applying, Progress, Stage
from services.sending_user.locations import SendingPlace, sending_places
from services.sending_user.plan import Part, Plan, Step, make_plan
from services.sending_user.wish import Wish, complaints

__all__ = [
    "Applying",
    "Part",
    "Plan",
    "Progress",
    "SendingPlace",
    "Stage",
    "Step",
    "Wish",
    "complaints",
    "make_plan",
    "sending_places",
]
