import base64
import smtplib
from typing import Any

import oci
import pytest

from services.demo.settings import Expiry
from services.demo.smtp_server import SmtpServer
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from tests.services.demo.clients import DomainMaker

ServiceError = oci.exceptions.ServiceError
SCHEMA = "urn:ietf:params:scim:schemas:oracle:idcs:smtpCredential"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
LONG_PAST, FAR = "2020-01-01T00:00:00Z", "2099-03-01T00:00:00Z"


def create(domain: Any, owner: str, **more: Any) -> Any:
    models = oci.identity_domains.models
    made = models.SmtpCredential(schemas=[SCHEMA], user=models.SmtpCredentialUser(ocid=owner), **more)
    return domain.create_smtp_credential(smtp_credential=made).data


def patch(domain: Any, scim_id: str, path: str, value: object) -> Any:
    operation = oci.identity_domains.models.Operations(op="REPLACE", path=path, value=value)
    body = oci.identity_domains.models.PatchOp(schemas=[PATCH], operations=[operation])
    return domain.patch_smtp_credential(scim_id, patch_op=body).data


def can_sign_in(server: SmtpServer, credential: StoredCredential) -> bool:
    with smtplib.SMTP_SSL("127.0.0.1", server.tls.port, context=server.trust()) as smtp:
        smtp.ehlo()
        both = base64.b64encode(f"\0{credential.user_name}\0{credential.password}".encode()).decode()
        reply = smtp.docmd("AUTH", f"PLAIN {both}")
    assert reply[0] == 235 or reply == (535, b"Authentication credentials invalid")
    return reply[0] == 235


def test_an_inactive_credential_cannot_sign_in_until_it_is_active_again(
    domain: DomainMaker, tenancy: Tenancy, smtp_server: SmtpServer
) -> None:
    default, owner = domain("Default"), tenancy.user_ocid("newsletter.sender")
    made = create(default, owner)
    (there,) = tenancy.credentials(owner)
    assert can_sign_in(smtp_server, there)
    suspended = patch(default, made.id, "status", "INACTIVE")
    assert suspended.status is None, "OCI never returns the status"
    assert not can_sign_in(smtp_server, there)
    assert [item.ocid for item in default.list_smtp_credentials(filter=f'user.ocid eq "{owner}"').data.resources]
    patch(default, made.id, "status", "ACTIVE")
    assert can_sign_in(smtp_server, there)
    with pytest.raises(ServiceError):
        patch(default, made.id, "status", "PAUSED")


def test_a_credential_response_includes_its_creator_and_last_modifier(domain: DomainMaker, tenancy: Tenancy) -> None:
    owner = tenancy.user_ocid("portal.mailer")
    made = create(domain("Partners", user="partner.admin"), owner)
    patch(domain("Partners"), made.id, "description", "changed by another")
    shown = domain("Partners").get_smtp_credential(made.id).data
    created, changed = shown.idcs_created_by, shown.idcs_last_modified_by
    assert (created.type, created.ocid) == ("User", tenancy.user_ocid("partner.admin"))
    assert created.display
    assert created.ref.endswith(f"/admin/v1/Users/{created.value}")
    assert changed.ocid == tenancy.user_ocid("demo.administrator")
    assert shown.meta.last_modified > shown.meta.created


@pytest.mark.parametrize(
    ("expiry", "echoed", "works"), [("kept", True, True), ("enforced", True, False), ("ignored", False, True)]
)
def test_the_expiry_switch_controls_if_an_expiry_is_returned_and_enforced(
    domain: DomainMaker, tenancy: Tenancy, smtp_server: SmtpServer, expiry: Expiry, echoed: bool, works: bool
) -> None:
    tenancy.settings.expiry = expiry
    default, owner = domain("Default"), tenancy.user_ocid("newsletter.sender")
    made = create(default, owner, expires_on=LONG_PAST)
    assert (made.expires_on == "2020-01-01T00:00:00.000Z") is echoed
    assert can_sign_in(smtp_server, tenancy.credentials(owner)[0]) is works
    later = create(default, owner, expires_on=FAR)
    assert later.expires_on == ("2099-03-01T00:00:00.000Z" if echoed else None)
    assert can_sign_in(smtp_server, tenancy.credentials(owner)[1])


def test_an_expiry_cannot_be_changed_and_must_be_a_timestamp(domain: DomainMaker, tenancy: Tenancy) -> None:
    partners, owner = domain("Partners"), tenancy.user_ocid("portal.mailer")
    made = create(partners, owner, expires_on=FAR)
    with pytest.raises(ServiceError):
        patch(partners, made.id, "expiresOn", LONG_PAST)
    with pytest.raises(ServiceError):
        create(partners, owner, expires_on="tomorrow")
    assert len(tenancy.credentials(owner)) == 1


def test_classic_iam_shows_an_expiry_only_when_it_is_set(
    domain: DomainMaker, identity_client: Any, tenancy: Tenancy
) -> None:
    owner = tenancy.user_ocid("newsletter.sender")
    for expires in (None, FAR):
        create(domain("Default"), owner, expires_on=expires)
    raw = identity_client.base_client.call_api(
        resource_path=f"/users/{owner}/smtpCredentials", method="GET", response_type="object"
    )
    assert [item.get("timeExpires", "absent") for item in raw.data] == ["absent", "2099-03-01T00:00:00.000Z"]


def test_tags_are_returned_on_request_and_can_be_filtered(domain: DomainMaker, tenancy: Tenancy) -> None:
    partners, owner = domain("Partners"), tenancy.user_ocid("portal.mailer")
    made = create(partners, owner, tags=[oci.identity_domains.models.Tags(key="app", value="shop")])
    create(partners, owner)
    assert made.tags is None
    found = partners.list_smtp_credentials(filter='tags.value eq "shop"', attributes="tags").data.resources
    assert [(item.id, item.tags[0].key) for item in found] == [(made.id, "app")]
