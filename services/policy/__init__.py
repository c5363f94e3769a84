"""Who can send from where, according to the policy statements of the tenancy.

Our own rules evaluate the parsed statements. What can't be parsed or decided is *undecided*, never a no.
"""

from services.policy.decision import PolicyAnswer, Verdict, decide
from services.policy.reader import PoliciesOfCompartment, all_policies
from services.policy.request import PolicySubject, SendRequest
from services.policy.source import PolicyDocument, PolicySource, sources
from services.policy.suggestion import Suggestion, suggest

__all__ = [
    "PoliciesOfCompartment",
    "PolicyAnswer",
    "PolicyDocument",
    "PolicySource",
    "PolicySubject",
    "SendRequest",
    "Suggestion",
    "Verdict",
    "all_policies",
    "decide",
    "sources",
    "suggest",
]
