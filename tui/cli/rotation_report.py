"""Rotations on standard output: a line or a JSON object each."""

from collections.abc import Sequence

from services.credentials.rotation import Rotation
from services.credentials.rotation_status import RotationStatus, RotationStep
from services.model.values import Credential
from tui.cli.json_fields import only
from tui.cli.notes import note
from tui.cli.output import print_json, print_lines
from tui.format.ages import stamp

FIELDS = (
    *("user", "user_id", "step", "old_credential_id", "old_user_name", "old_description", "new_credential_id"),
    *("new_user_name", "new_description", "makes_room_id", "begun", "proved", "suspended", "suspension_proved"),
    "profile",
)
"""What the JSON says of each."""

NEXT = {
    RotationStep.MAKE_ROOM: "To see the choices, run oci-smtp rotate USER",
    RotationStep.GENERATE: "To generate a replacement, run oci-smtp rotate USER --to DESTINATION",
    RotationStep.DEPLOY: "After you deploy a replacement, run oci-smtp rotate USER --retire",
}
"""What comes next, once for each step."""


def step_name(step: RotationStep) -> str:
    """The step in the JSON output."""
    return step.value.replace(" ", "-")


def print_rotations(found: Sequence[RotationStatus], output: str, names: Sequence[str]) -> None:
    """Where each rotation stands; what comes next goes to standard error."""
    if output == "json":
        print_json([only(_fields(each.rotation, step_name(each.step)), names) for each in found])
        return
    print_lines(f"{each.rotation.user_name}  {step_name(each.step)}  {each.text}" for each in found)
    steps = {each.step for each in found}
    for step, told in NEXT.items():
        if step in steps:
            note(told)
    if any(each.rotation.suspended_at for each in found):
        note("To restore a suspended credential, run oci-smtp rotate USER --restore")


def print_rotation(rotation: Rotation, step: str, output: str, names: Sequence[str]) -> None:
    """One rotation as JSON. As text nothing is printed: all of it is said on standard error."""
    if output == "json":
        print_json(only(_fields(rotation, step), names))


def _fields(rotation: Rotation, step: str) -> dict[str, object]:
    return {
        "user": rotation.user_name,
        "user_id": rotation.user_ocid,
        "step": step,
        **_named("old", rotation.old),
        **_named("new", rotation.new),
        "makes_room_id": rotation.makes_room.ocid if rotation.makes_room else None,
        "begun": stamp(rotation.begun_at),
        "proved": stamp(rotation.proved_at) or None,
        "suspended": stamp(rotation.suspended_at) or None,
        "suspension_proved": stamp(rotation.suspension_proved_at) or None,
        "profile": rotation.profile,
    }


def _named(which: str, credential: Credential | None) -> dict[str, object]:
    return {
        f"{which}_credential_id": credential.ocid if credential else None,
        f"{which}_user_name": credential.user_name if credential else None,
        f"{which}_description": credential.description if credential else None,
    }
