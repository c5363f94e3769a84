import json
from typing import Any

import oci
import pytest

from services.demo.settings import Mode, NoDomains
from services.demo.tenancy import Tenancy
from tests.services.demo.clients import ClientMaker, DomainMaker

ServiceError = oci.exceptions.ServiceError
DETAILS = oci.identity.models.CreateSmtpCredentialDetails(description="by classic IAM")


@pytest.mark.parametrize("answer", ["404", "empty"])
def test_classic_mode_has_no_identity_domains_to_list_or_call(
    identity_client: Any, domain: DomainMaker, tenancy: Tenancy, answer: NoDomains
) -> None:
    tenancy.settings.mode, tenancy.settings.no_domains = "classic", answer
    if answer == "empty":
        assert identity_client.list_domains(tenancy.ocid).data == []
    else:
        with pytest.raises(ServiceError) as refused:
            identity_client.list_domains(tenancy.ocid)
        assert refused.value.status == 404
    with pytest.raises(ServiceError) as unknown:
        domain("Default").get_me()
    assert unknown.value.status == 404
    assert identity_client.create_smtp_credential(DETAILS, tenancy.admin_ocid).data.password


def test_in_domains_mode_classic_iam_can_read_but_not_change(identity_client: Any, tenancy: Tenancy) -> None:
    tenancy.settings.mode = "domains"
    user = tenancy.user_ocid("shop.mailer")
    assert identity_client.get_user(user).data.name == "shop.mailer"
    (held,) = identity_client.list_smtp_credentials(user).data
    nothing = oci.identity.models.UpdateUserCapabilitiesDetails()
    for change, *arguments in (
        (identity_client.create_smtp_credential, DETAILS, user),
        (identity_client.delete_smtp_credential, user, held.id),
        (identity_client.update_user_capabilities, user, nothing),
    ):
        with pytest.raises(ServiceError) as refused:
            change(*arguments)
        assert (refused.value.status, refused.value.code) == (401, "IdcsConversionError")
        scim = json.loads(refused.value.message[refused.value.message.index("{") :])
        assert scim["detail"] == "Client is unauthorized"
    assert [item.ocid for item in tenancy.credentials(user)] == [held.id]


@pytest.mark.parametrize("mode", ["both", "domains"])
def test_identity_domains_respond_in_modes_both_and_domains(mode: Mode) -> None:
    from services.demo.account import DemoAccount
    from tests.services.demo.clients import domain_client

    tenancy = Tenancy(users=20, mode=mode)
    assert domain_client(tenancy, DemoAccount(tenancy), "Default").get_me().data.user_name == "demo.administrator"


def test_a_user_without_admin_rights_finds_only_their_own_domain(client: ClientMaker, tenancy: Tenancy) -> None:
    ana = client(user="ana.partner")
    found = ana.list_compartments(tenancy.ocid, compartment_id_in_subtree=True, access_level="ACCESSIBLE").data
    assert [compartment.name for compartment in found] == ["Partners"]
    assert [domain.display_name for domain in ana.list_domains(found[0].id).data] == ["Partners"]
    agent = client(user="helpdesk.agent")
    assert [domain.display_name for domain in agent.list_domains(tenancy.ocid).data] == ["Default"]
    with pytest.raises(ServiceError):
        agent.list_domains(found[0].id)
