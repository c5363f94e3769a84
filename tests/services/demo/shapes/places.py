"""What stands for the placeholders of the requests, in the sample tenancy and in what was made up."""

from services.demo.tenancy import Tenancy
from tests.services.demo.shapes.shape import named


def _scim_id(tenancy: Tenancy, kind: str, ocid: str) -> str:
    """The id by which an identity domain knows it."""
    return tenancy.world.ocids.hex_id(kind, tenancy.world.ocids.number(kind, ocid) or 0)


def places(tenancy: Tenancy) -> dict[str, str]:
    """In the sample tenancy."""
    user, other, world = tenancy.user_ocid("shop.mailer"), tenancy.user_ocid("newsletter.sender"), tenancy.world
    credential = tenancy.credentials(user)[0]
    credential.created_by = tenancy.admin_ocid  # the sample tenancy doesn't know it of those from the start
    group = world.groups.named("MailSenders")
    sender = next(each for each in world.senders if each.address == "orders@example.com")
    assert group is not None
    return {
        "tenancy": tenancy.ocid,
        "user": user,
        "user_id": _scim_id(tenancy, "user", user),
        "other": other,
        "other_id": _scim_id(tenancy, "user", other),
        "unknown": user[:-8] + "a" * 8,
        "credential": credential.ocid,
        "credential_id": world.credentials.scim_id(credential),
        "group": group.ocid,
        "policy": next(iter(world.policies)).ocid,
        "sender": sender.ocid,
        "of_senders": sender.compartment,
        "suppression": next(iter(world.suppressions)).ocid,
        "suppressed": next(iter(world.suppressions)).address,
    }


def made_up(tenancy: Tenancy) -> dict[str, str]:
    """In the files; a request about the tenancy itself names the sample tenancy."""
    credential = named("list_smtp_credentials").answers[0].body[0]
    return {
        **places(tenancy),
        "user": credential["userId"],
        "credential": credential["id"],
        "group": named("get_group").answers[0].body["id"],
        "policy": named("get_policy").answers[0].body["id"],
        "suppressed": named("get_suppression").answers[0].body["emailAddress"],
    }
