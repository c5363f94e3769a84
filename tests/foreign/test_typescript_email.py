"""What the OCI SDK for TypeScript reads and creates in Email Delivery."""

from typing import Any

import pytest

from services.demo.store.regions import SUBSCRIBED
from services.demo.tenancy import Tenancy
from services.demo.wire import timestamp
from tests.foreign.held import approved_sender, check, in_order
from tests.foreign.typescript_sdk import Caller, SdkError

pytestmark = pytest.mark.tenancy(users=20)

HERE = SUBSCRIBED[0].key.lower()


def test_the_sdk_lists_and_reads_approved_senders_of_every_compartment(administrator: Caller, tenancy: Tenancy) -> None:
    for place in (tenancy.ocid, *(each.ocid for each in tenancy.world.compartments)):
        rows = administrator.email("listSendersRecordIterator", compartmentId=place, limit=2)
        held = [each for each in tenancy.world.senders if (each.compartment, each.region) == (place, HERE)]
        check(in_order(rows, "id"), in_order(map(approved_sender, held), "id"))
        for each in held:
            check([administrator.email("getSender", senderId=each.ocid)["sender"]], [approved_sender(each)])


def test_creating_the_same_approved_sender_twice_fails_with_409(administrator: Caller, tenancy: Tenancy) -> None:
    details = {"compartmentId": tenancy.ocid, "emailAddress": "sdk@example.com"}
    made = administrator.email("createSender", createSenderDetails=details)["sender"]
    held = tenancy.world.senders.find(made["id"])
    assert held is not None
    check([made], [{**approved_sender(held), "lifecycleState": "CREATING"}])
    with pytest.raises(SdkError) as rejected:
        administrator.email("createSender", createSenderDetails=details)
    assert rejected.value.status == 409


def test_the_sdk_reads_the_smtp_endpoint(administrator: Caller, tenancy: Tenancy) -> None:
    told = administrator.email("getEmailConfiguration", compartmentId=tenancy.ocid)["configuration"]
    assert told["compartmentId"] == tenancy.ocid
    assert told["smtpSubmitEndpoint"] == f"smtp.email.{tenancy.home_region}.oci.oraclecloud.com"
    tenancy.settings.smtp_endpoint = "smtp.example.com"
    told = administrator.email("getEmailConfiguration", compartmentId=tenancy.ocid)["configuration"]
    assert told["smtpSubmitEndpoint"] == "smtp.example.com"


def collected(sdk: Caller, kind: str, **request: str) -> list[dict[str, Any]]:
    """Every row of a list whose pages are collections, read two by two."""
    pages = sdk.email(f"list{kind}sResponseIterator", **request, limit=2)
    key = f"{kind[0].lower()}{kind[1:]}Collection"
    return [row for page in pages for row in page[key]["items"]]


def test_the_sdk_reads_email_domains_and_dkim_keys(administrator: Caller, tenancy: Tenancy) -> None:
    for domain in tenancy.world.senders.domains:
        if domain.region != HERE:
            continue
        rows = collected(administrator, "EmailDomain", compartmentId=domain.compartment)
        (row,) = [row for row in rows if row["id"] == domain.ocid]
        check([row], [{"name": domain.name, "timeCreated": timestamp(domain.created)}])
        told = administrator.email("getEmailDomain", emailDomainId=domain.ocid)["emailDomain"]
        check([told], [{"name": domain.name, "isSpf": domain.is_spf, "activeDkimId": domain.dkim}])
        keys = collected(administrator, "Dkim", emailDomainId=domain.ocid)
        assert sorted(row["id"] for row in keys) == sorted(key.ocid for key in domain.keys)
        for key in domain.keys:
            dkim = administrator.email("getDkim", dkimId=key.ocid)["dkim"]
            check([dkim], [{"name": key.name, "lifecycleState": key.state, "emailDomainId": domain.ocid}])


def test_the_sdk_lists_and_reads_suppressions(administrator: Caller, tenancy: Tenancy) -> None:
    rows = administrator.email("listSuppressionsRecordIterator", compartmentId=tenancy.ocid)
    assert rows
    assert len(rows) == len({row["id"] for row in rows})
    for row in rows:
        told = administrator.email("getSuppression", suppressionId=row["id"])["suppression"]
        assert (told["emailAddress"], told["reason"]) == (row["emailAddress"], row["reason"])
