"""What stands for the placeholders of the requests, in the sample tenancy and in what was made up."""

from services.demo.tenancy import Tenancy
from tests.services.demo.shapes.shape import named


def places(tenancy: Tenancy) -> dict[str, str]:
    """In the sample tenancy."""
    user, world = tenancy.user_ocid("shop.mailer"), tenancy.world
    group = world.groups.named("MailSenders")
    sender = next(each for each in world.senders if each.address == "orders@example.com")
    assert group is not None
    return {
        "tenancy": tenancy.ocid,
        "user": user,
        "other": tenancy.user_ocid("newsletter.sender"),
        "unknown": user[:-8] + "a" * 8,
        "credential": tenancy.credentials(user)[0].ocid,
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
