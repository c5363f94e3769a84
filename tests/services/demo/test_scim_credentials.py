from typing import Any

import oci
import pytest

from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from tests.services.demo.clients import DomainMaker

ServiceError = oci.exceptions.ServiceError
SmtpCredential = oci.identity_domains.models.SmtpCredential
SCHEMA = "urn:ietf:params:scim:schemas:oracle:idcs:smtpCredential"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def details(owner: str = "", description: str = "made by a test") -> Any:
    user = oci.identity_domains.models.SmtpCredentialUser(ocid=owner) if owner else None
    return SmtpCredential(schemas=[SCHEMA], description=description, user=user)


def create(domain: Any, owner: str, description: str = "made by a test", **more: Any) -> Any:
    return domain.create_smtp_credential(smtp_credential=details(owner, description), **more)


def scim_error(refused: Any) -> dict[str, str]:
    """The detail and the message id of a rejection, as the SDK hands them on; some have no message id."""
    body = refused.value.args[0]
    more = next((value for key, value in body.items() if key.startswith("urn:")), {"messageId": ""})
    return {"detail": body["detail"], "id": more["messageId"]}


def test_only_the_create_response_contains_the_password(domain: DomainMaker, tenancy: Tenancy) -> None:
    partners, owner = domain("Partners"), tenancy.user_ocid("portal.mailer")
    answer = create(partners, owner, "Portal")
    made = answer.data
    assert answer.status == 201
    assert made.password == tenancy.password_of(made.ocid)
    assert made.user.ocid == owner
    assert made.user_name.startswith(f"{owner}@{tenancy.ocid}.")
    again = partners.get_smtp_credential(made.id, attribute_sets=["all"]).data
    listed = partners.list_smtp_credentials(filter=f'user.ocid eq "{owner}"').data.resources
    assert [(item.ocid, item.password, item.status) for item in (again, *listed)] == [(made.ocid, None, None)] * 2


def test_the_domain_and_classic_iam_show_the_same_credentials(
    domain: DomainMaker, identity_client: Any, tenancy: Tenancy
) -> None:
    default, owner = domain("Default"), tenancy.user_ocid("shop.mailer")
    made = create(default, owner, "by the domain").data
    by_iam = {(row.id, row.username, row.description) for row in identity_client.list_smtp_credentials(owner).data}
    rows = default.list_smtp_credentials(filter=f'user.ocid eq "{owner}"').data.resources
    assert {(row.ocid, row.user_name, row.description) for row in rows} == by_iam
    identity_client.delete_smtp_credential(owner, made.ocid)
    assert len(default.list_smtp_credentials(filter=f'user.ocid eq "{owner}"').data.resources) == 1


def test_lists_are_paged_and_filtered_by_owner(domain: DomainMaker, tenancy: Tenancy) -> None:
    partners = domain("Partners")
    everything = partners.list_smtp_credentials(count=1000).data
    first = partners.list_smtp_credentials(start_index=1, count=3).data
    rest = partners.list_smtp_credentials(start_index=4, count=1000).data
    assert first.total_results == everything.total_results == len(first.resources) + len(rest.resources)
    owner = partners.get_user(tenancy.user_ocid("courier.relay")).data
    for text in (f'user.ocid eq "{owner.ocid}"', f'user.value eq "{owner.id}"'):
        assert len(partners.list_smtp_credentials(filter=text).data.resources) == 2
    assert partners.list_smtp_credentials(filter='user.ocid eq "ocid1.user.oc1..x"').data.resources == []


def test_a_patch_can_change_the_description_but_not_the_user_name(domain: DomainMaker, tenancy: Tenancy) -> None:
    partners = domain("Partners")
    made = create(partners, tenancy.user_ocid("portal.mailer")).data

    def patch(path: str, value: str) -> Any:
        operation = oci.identity_domains.models.Operations(op="REPLACE", path=path, value=value)
        body = oci.identity_domains.models.PatchOp(schemas=[PATCH], operations=[operation])
        return partners.patch_smtp_credential(made.id, patch_op=body)

    changed = patch("description", "after\x1b[31m").data
    assert (changed.description, changed.password) == ("after\x1b[31m", None)
    with pytest.raises(ServiceError):
        patch("userName", "other")
    assert partners.get_smtp_credential(made.id).data.user_name == made.user_name


def test_deleting_a_credential_allows_another_to_be_generated(domain: DomainMaker, tenancy: Tenancy) -> None:
    partners, owner = domain("Partners"), tenancy.user_ocid("portal.mailer")
    create(partners, owner, "first")
    second = create(partners, owner, "second").data
    partners.delete_smtp_credential(second.id)
    with pytest.raises(ServiceError) as gone:
        partners.delete_smtp_credential(second.id)
    assert gone.value.status == 404
    create(partners, owner, "third")
    assert [item.description for item in tenancy.credentials(owner)] == ["first", "third"]


def test_a_third_credential_is_rejected_with_the_quota_error(domain: DomainMaker, tenancy: Tenancy) -> None:
    tenancy.settings.limit_error = "IdcsConversionError"
    with pytest.raises(ServiceError) as refused:
        create(domain("Partners"), tenancy.user_ocid("courier.relay"))
    assert refused.value.status == 400
    assert "maximum quota limit of 2 has been reached" in scim_error(refused)["detail"]
    assert scim_error(refused)["id"].endswith("quota.limit.exceeded")


def test_a_retry_token_generates_only_one_credential(domain: DomainMaker, tenancy: Tenancy) -> None:
    partners, owner = domain("Partners"), tenancy.user_ocid("portal.mailer")
    first = create(partners, owner, opc_retry_token="a-token").data
    assert create(partners, owner, opc_retry_token="a-token").data.password == first.password
    partners.delete_smtp_credential(first.id)
    with pytest.raises(ServiceError) as refused:
        create(partners, owner, opc_retry_token="a-token")
    assert refused.value.status == 409


class TestOnesOwn:
    def test_a_user_without_a_role_can_manage_their_own_credentials(
        self, domain: DomainMaker, tenancy: Tenancy
    ) -> None:
        ana = domain("Partners", user="ana.partner")
        assert ana.get_me().data.user_name == "ana.partner"
        made = ana.create_my_smtp_credential(my_smtp_credential=details()).data
        (listed,) = ana.list_my_smtp_credentials().data.resources
        assert listed.ocid == made.ocid
        ana.delete_my_smtp_credential(made.id)
        assert tenancy.credentials(tenancy.user_ocid("ana.partner")) == []

    @pytest.mark.parametrize("given", [True, False])
    def test_the_my_password_setting_controls_if_the_password_is_returned(
        self, domain: DomainMaker, tenancy: Tenancy, given: bool
    ) -> None:
        tenancy.settings.my_password = given
        raw = domain("Partners", user="ana.partner").base_client.call_api(
            resource_path="/admin/v1/MySmtpCredentials",
            method="POST",
            header_params={"content-type": "application/json"},
            body={"schemas": [SCHEMA], "description": "raw"},
            response_type="object",
        )
        assert ("password" in raw.data) is given

    def test_the_my_resource_cannot_reach_credentials_of_other_users(
        self, domain: DomainMaker, tenancy: Tenancy
    ) -> None:
        other = create(domain("Partners"), tenancy.user_ocid("portal.mailer")).data
        ana = domain("Partners", user="ana.partner")
        for attempt in (ana.get_my_smtp_credential, ana.delete_my_smtp_credential):
            with pytest.raises(ServiceError) as refused:
                attempt(other.id)
            assert refused.value.status == 404
        assert tenancy.password_of(other.ocid) == other.password

    def test_an_admin_needs_allow_self_change_to_generate_their_own_credential(
        self, domain: DomainMaker, tenancy: Tenancy
    ) -> None:
        admin, me = domain("Partners", user="partner.admin"), tenancy.user_ocid("partner.admin")
        with pytest.raises(ServiceError) as refused:
            create(admin, me)
        assert refused.value.status == 403
        meant = details(me)
        change = oci.identity_domains.models.ExtensionSelfChangeUser(allow_self_change=True)
        meant.urn_ietf_params_scim_schemas_oracle_idcs_extension_self_change_user = change
        assert admin.create_smtp_credential(smtp_credential=meant).data.password
        assert len(tenancy.credentials(me)) == 1


class TestWhoMay:
    @pytest.mark.parametrize("act", ["list_users", "list_groups", "list_smtp_credentials"])
    def test_a_user_without_a_role_cannot_list_users_groups_or_credentials(self, domain: DomainMaker, act: str) -> None:
        with pytest.raises(ServiceError) as refused:
            getattr(domain("Partners", user="ana.partner"), act)()
        assert refused.value.status == 401
        assert scim_error(refused)["id"] == "error.common.common.accessDenied"
        assert scim_error(refused)["detail"]

    @pytest.mark.parametrize("act", ["list_users", "get_me", "list_my_smtp_credentials"])
    @pytest.mark.parametrize(("user", "name"), [("helpdesk.agent", "Partners"), ("ana.partner", "Default")])
    def test_a_user_of_another_domain_is_rejected(self, domain: DomainMaker, act: str, user: str, name: str) -> None:
        with pytest.raises(ServiceError) as refused:
            getattr(domain(name, user=user), act)()
        assert refused.value.status == 401

    def test_a_domain_admin_has_no_rights_outside_their_domain(
        self, domain: DomainMaker, client: Any, tenancy: Tenancy
    ) -> None:
        assert domain("Partners", user="partner.admin").list_users().data.total_results == 60
        with pytest.raises(ServiceError):
            domain("Default", user="partner.admin").list_users()
        with pytest.raises(ServiceError):
            client(user="partner.admin").list_users(tenancy.ocid)

    def test_scim_and_iam_paths_are_served_only_at_their_own_addresses(
        self, identity_client: Any, domain: DomainMaker
    ) -> None:
        for client, path in ((identity_client, "/../admin/v1/Me"), (domain("Default"), "/20160918/users")):
            with pytest.raises(ServiceError) as refused:
                client.base_client.call_api(resource_path=path, method="GET", response_type="object")
            assert refused.value.status == 404


class TestTrouble:
    def test_faults_are_written_as_scim_errors(self, domain: DomainMaker, tenancy: Tenancy) -> None:
        tenancy.faults.add("429", "list_users", retry_after=3)
        with pytest.raises(ServiceError) as refused:
            domain("Partners").list_users()
        assert refused.value.headers["retry-after"] == "3"
        assert scim_error(refused)["detail"] == "Too many requests for the user"
        assert refused.value.code is None

    def test_a_fault_can_apply_only_to_identity_domains(
        self, domain: DomainMaker, identity_client: Any, tenancy: Tenancy
    ) -> None:
        tenancy.faults.append(Rule("500", "list_users", path="/admin/v1/*"))
        assert identity_client.list_users(tenancy.ocid, limit=1).data
        with pytest.raises(ServiceError):
            domain("Partners").list_users()

    def test_the_request_log_names_the_domain_of_each_request(
        self, domain: DomainMaker, identity_client: Any, tenancy: Tenancy
    ) -> None:
        domain("Partners").list_users(count=1)
        identity_client.list_users(tenancy.ocid, limit=1)
        assert [(entry.operation, entry.domain) for entry in tenancy.request_log] == [
            ("list_users", "Partners"),
            ("list_users", ""),
        ]

    def test_a_bad_signature_is_rejected_with_a_scim_error(self, tenancy: Tenancy, domain: DomainMaker) -> None:
        stranger = domain("Default", config={"fingerprint": ":".join(["ab"] * 16)})
        with pytest.raises(ServiceError) as refused:
            stranger.get_me()
        assert refused.value.status == 401
        assert scim_error(refused)["detail"]
