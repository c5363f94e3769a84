"""What the variables of a condition may be worth in a request to send.

General variables: Identity/policyreference/policyreference_topic-General_Variables_for_All_Requests.htm. Those of
Email Delivery: Identity/Reference/emailpolicyreference.htm.
"""

import re

from services.model.tags import value_of
from services.policy.request import OPERATION, PERMISSION, SendRequest

_TAG = re.compile(r"(target\.resource(?:\.compartment)?|request\.principal\.(?:compartment|group))\.tag\.(.+)")
"""Tags on the sender, and on compartments and groups (Tagging/Tasks/managingaccesswithtags.htm)."""

Reading = tuple[str, ...] | None
"""The values of a variable, of which a list has several; None where it does not apply to the request."""

LISTS = ("request.groups.id", "request.groups.name")

_INAPPLICABLE = re.compile(
    r"target\.(?!approved-sender\.|email-domain\.|compartment\.|resource\.|tenancy\.)[\w-]+\."
    r"|request\.(resource|instance)\."
    r"|request\.principal\.(namespace|service_account|cluster_id)$"
)
"""Variables of other resources than approved senders, and of principals that aren't users."""


def readings(variable: str, request: SendRequest) -> tuple[Reading, ...]:
    """All that a variable (in lower case) may be, where documentation leaves several open; none where not known."""
    if _INAPPLICABLE.match(variable):
        return (None,)
    if variable in LISTS:
        groups = request.person.groups
        return (tuple(group.ocid if variable.endswith(".id") else group.name for group in groups),)
    tag = _TAG.fullmatch(variable)
    if tag:
        return _tagged(tag[1], tag[2], request)
    known = _texts(request).get(variable, ())
    return tuple(None if text is None else (text,) for text in dict.fromkeys(known) if text != "")


def _tagged(where: str, key: str, request: SendRequest) -> tuple[Reading, ...]:
    """What a tag may be: of the sender, of its compartment and those above, of the root, or of the user's groups."""
    tree, compartment = request.tree, request.sender.compartment
    known = {
        "target.resource": [request.sender.tags],
        "target.resource.compartment": tree.tags(compartment),
        "request.principal.compartment": [tree.root_tags],
        "request.principal.group": [group.tags for group in request.person.groups],
    }[where]
    values = [value_of(tags, key) for tags in known if tags is not None]
    if len(values) < len(known):
        return ()
    all_of_them = tuple(dict.fromkeys(value for found in values for value in found))
    if not all_of_them:
        return (None, ())
    nearest = values[0] if where == "target.resource.compartment" else ()
    return tuple(dict.fromkeys((all_of_them, nearest or all_of_them)))


def _texts(request: SendRequest) -> dict[str, tuple[str | None, ...]]:
    """The single value that each variable may have. An empty one is not known."""
    user, sender, tree = request.person.user, request.sender, request.tree
    return {
        "request.user.id": (user.ocid,),
        "request.user.name": (user.name,),
        # With SMTP there is no second factor, and with identity domains no such variable.
        "request.user.mfatotpverified": ("false", None),
        "request.principal.type": ("user",),
        "request.principal.id": (user.ocid,),
        # Users are in the root compartment (Tagging/Tasks/managingaccesswithtags.htm).
        "request.principal.compartment.id": (tree.root, None),
        "request.permission": (PERMISSION,),
        "request.operation": (OPERATION,),
        "request.region": (request.region_key,),
        "target.compartment.id": (sender.compartment,),
        "target.compartment.name": (tree.name(sender.compartment),),
        "target.approved-sender.id": (sender.ocid,),
        # Oracle asks for the U-label.
        "target.approved-sender.email-domain": (sender.domain, _u_label(sender.domain)),
        # Of a domain-wide sender it is not documented which.
        "target.approved-sender.emailaddress": (sender.address, request.address or sender.address),
        "target.email-domain.name": (sender.domain, None),
    }


def _u_label(domain: str) -> str:
    """A domain as people read it: what begins with xn-- decoded (RFC 5890)."""
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain
