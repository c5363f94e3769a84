"""Who may send from where, by the tenancy's policies.

Statements are parsed, and evaluated by our own rules. What cannot be parsed or decided is *undecided*, never a no.
"""

from services.policy.decision import Answer, Verdict, decide
from services.policy.reader import PoliciesOfCompartment, all_policies
from services.policy.request import Person, SendRequest
from services.policy.source import Policy, Source, sources
from services.policy.suggestion import Suggestion, suggest

__all__ = [
    "Answer",
    "Person",
    "PoliciesOfCompartment",
    "Policy",
    "SendRequest",
    "Source",
    "Suggestion",
    "Verdict",
    "all_policies",
    "decide",
    "sources",
    "suggest",
]
