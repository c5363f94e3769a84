"""Being let send: a new sending user, approved senders, the doctor with its fix, the audit."""

from screenshots.camera import Camera
from screenshots.scene import Scene
from tui.startup.start import Start

UNDER_WAY_S = 20.0
"""Longer than it takes to photograph what is in progress, shorter than the SDK's patience."""


async def new_sender(camera: Camera) -> None:
    """The form, its plan, and the plan while it is carried out."""
    await camera.signed_in()
    await camera.press("colon", *"new", "enter")
    await camera.shows("Production:Mail:Transactional")
    await camera.type("crm.mailer")
    await camera.press("tab")
    await camera.type("crm@example.com")
    await camera.press("tab", "tab", "tab")
    await camera.press("G")
    await camera.photograph("new-sender", "crm@example.com")
    await camera.press("enter")
    await camera.photograph("plan", "Nothing has been changed yet")
    camera.tenancy.latencies["create_policy"] = camera.tenancy.latencies["update_policy"] = UNDER_WAY_S
    await camera.press("a")
    await camera.photograph("progress", "made", "…")
    camera.tenancy.close()


async def senders(camera: Camera) -> None:
    """The approved senders of the region, and whether mail from one arrives."""
    await camera.photograph("senders", "newsletter@example.com", "us-ashburn-1")
    await camera.shows("up to date")
    await camera.press("G", "enter")
    await camera.photograph("arrival", "NEEDS_ATTENTION", "Limits in")


async def doctor(camera: Camera) -> None:
    """The empty question, the causes of a rejection, the evidence of one, and its fix."""
    await camera.signed_in()
    await camera.photograph("doctor-empty", "Enter a sender and a user")
    await camera.type("newsletter@example.com")
    await camera.press("tab")
    await camera.type("shop.mailer")
    await camera.press("enter")
    await camera.photograph("doctor", "Problem: mail is rejected", "FAULT", "Limits in")
    await camera.press("d")
    await camera.photograph("evidence", "Evidence", "Fix:")
    await camera.press("escape", "a")
    await camera.photograph("fix", "Apply the fix", "Cancel")


async def audit(camera: Camera) -> None:
    """Every credential of the tenancy, the gravest findings first."""
    await camera.shows("complete", "inactive")
    await camera.press("F", "g")
    await camera.photograph("audit")


SCENES = (
    Scene(("new-sender", "plan", "progress"), new_sender),
    Scene(("senders", "arrival"), senders, Start("senders")),
    Scene(("doctor-empty", "doctor", "evidence", "fix"), doctor, Start("doctor")),
    Scene(("audit",), audit, Start("audit")),
)
