"""What the tenancy holds, as the fields of an answer should have it."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.demo.people import Person
from services.demo.store.compartments import Compartment
from services.demo.store.credentials import StoredCredential
from services.demo.store.groups import Group
from services.demo.store.policies import Policy
from services.demo.store.senders import Sender
from services.demo.wire import timestamp

Json = dict[str, Any]


def check(rows: Iterable[Mapping[str, Any]], expected: Iterable[Json]) -> None:
    """Check that the rows of an answer are those, in that order, with those fields; they may have more."""
    wanted = list(expected)
    found = list(rows)
    assert len(found) == len(wanted)
    assert [among(row, each) for row, each in zip(found, wanted, strict=True)] == wanted


def in_order(rows: Iterable[Json], field: str) -> list[Json]:
    """The rows by a field, where their order is not what is checked."""
    return sorted(rows, key=lambda row: str(row[field]))


def among(row: Mapping[str, Any], expected: Json) -> Json:
    """Of an answer, the fields that are expected."""
    return {name: row.get(name) for name in expected}


def iam_credential(credential: StoredCredential) -> Json:
    """An SMTP credential in the IAM API."""
    return {
        "id": credential.ocid,
        "userId": credential.owner.ocid,
        "username": credential.user_name,
        "description": credential.description,
        "timeCreated": timestamp(credential.created),
        "lifecycleState": credential.state,
    }


def domain_credential(credential: StoredCredential) -> Json:
    """An SMTP credential in the API of an identity domain."""
    return {
        "ocid": credential.ocid,
        "userName": credential.user_name,
        "description": credential.description,
    }


def iam_user(person: Person) -> Json:
    """A user in the IAM API."""
    return {
        "id": person.ocid,
        "name": person.name,
        "email": person.email or None,
        "description": person.description,
        "timeCreated": timestamp(person.created),
        "lifecycleState": person.state,
        "lastSuccessfulLoginTime": timestamp(person.last_login) if person.last_login else None,
        "capabilities": person.capabilities,
    }


def domain_user(person: Person) -> Json:
    """A user in the API of an identity domain."""
    return {
        "ocid": person.ocid,
        "userName": person.name,
        "description": person.description,
        "active": person.state == "ACTIVE",
    }


def iam_group(group: Group) -> Json:
    """A group in the IAM API."""
    return {
        "id": group.ocid,
        "name": group.name,
        "description": group.description,
        "timeCreated": timestamp(group.created),
        "lifecycleState": "ACTIVE",
        "freeformTags": group.tags,
    }


def iam_policy(policy: Policy) -> Json:
    """A policy in the IAM API."""
    return {
        "id": policy.ocid,
        "compartmentId": policy.compartment,
        "name": policy.name,
        "statements": policy.statements,
        "description": policy.description,
        "timeCreated": timestamp(policy.created),
        "lifecycleState": "ACTIVE",
    }


def iam_compartment(compartment: Compartment) -> Json:
    """A compartment in the IAM API."""
    return {
        "id": compartment.ocid,
        "compartmentId": compartment.parent,
        "name": compartment.name,
        "description": compartment.description,
        "timeCreated": timestamp(compartment.created),
        "lifecycleState": compartment.state,
    }


def approved_sender(sender: Sender) -> Json:
    """An approved sender in the API of Email Delivery."""
    return {
        "id": sender.ocid,
        "compartmentId": sender.compartment,
        "emailAddress": sender.address,
        "lifecycleState": sender.state,
        "timeCreated": timestamp(sender.created),
    }
