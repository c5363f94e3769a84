"""Why Email Delivery rejects an email: checks of the sender, the user, and the policies, each with its fix."""

from services.doctor.apply_fix import FixApplication, can_mend, plan_mending
from services.doctor.complaint import Complaint, Kind, parse_complaint
from services.doctor.diagnosis import Question, diagnose
from services.doctor.fixes import AddToGroup, CreateSender, CreateStatement, Fix, Generate, TurnOnCapability, UseAddress
from services.doctor.report import Check, Finding, Report
from services.doctor.tenancy_snapshot import TenancySnapshot, look_around

__all__ = [
    "AddToGroup",
    "Check",
    "Complaint",
    "CreateSender",
    "CreateStatement",
    "Finding",
    "Fix",
    "FixApplication",
    "Generate",
    "Kind",
    "Question",
    "Report",
    "TenancySnapshot",
    "TurnOnCapability",
    "UseAddress",
    "can_mend",
    "diagnose",
    "look_around",
    "parse_complaint",
    "plan_mending",
]
