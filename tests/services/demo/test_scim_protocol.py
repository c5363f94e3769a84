"""The identity domains as Oracle documents them, looked at as the answers come over the wire."""

from typing import Any

import pytest

from services.demo.scim.schemas import ERROR_MORE, PATCH, SEARCH_REQUEST, SELF_CHANGE, SMTP_CREDENTIAL, USER, USER_STATE
from services.demo.tenancy import Tenancy
from tests.services.demo.wire import OnTheWire

USERS = "/admin/v1/Users"
GROUPS = "/admin/v1/Groups"
CREDENTIALS = "/admin/v1/SmtpCredentials"
ONE = "shop.mailer"


@pytest.fixture
def wire(tenancy: Tenancy) -> OnTheWire:
    return OnTheWire(tenancy)


def message_id(answer: Any) -> str:
    return str(answer.json().get(ERROR_MORE, {}).get("messageId", ""))


def create(wire: OnTheWire, owner: str, **more: Any) -> Any:
    body = {"schemas": [SMTP_CREDENTIAL], "description": "made by a test", "user": {"ocid": owner}}
    return wire.ask("POST", CREDENTIALS, {**body, **more})


def nulls(value: Any) -> bool:
    """Whether there is a null anywhere in it."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value is None or any(nulls(each) for each in inner)


class TestAnswers:
    def test_items_per_page_is_the_requested_count(self, wire: OnTheWire) -> None:
        page = wire.ask("GET", f"{USERS}?count=500").json()
        assert page["itemsPerPage"] == 500
        assert len(page["Resources"]) == page["totalResults"] < 500

    @pytest.mark.parametrize("path", [USERS, GROUPS, CREDENTIALS, "/admin/v1/Me"])
    def test_missing_values_are_absent_instead_of_null(self, wire: OnTheWire, path: str) -> None:
        assert not nulls(wire.ask("GET", f"{path}?count=1000").json())

    def test_the_user_state_is_returned_by_default(self, wire: OnTheWire) -> None:
        rows = wire.ask("GET", f"{USERS}?count=1000").json()["Resources"]
        assert all(row[USER_STATE]["locked"] == {"on": False} for row in rows)
        assert {"lastSuccessfulLoginDate" in row[USER_STATE] for row in rows} == {True, False}

    def test_a_create_response_has_location_and_etag_headers(self, wire: OnTheWire, tenancy: Tenancy) -> None:
        made = create(wire, tenancy.user_ocid("newsletter.sender"))
        assert made.status_code == 201
        assert made.headers["location"] == made.json()["meta"]["location"]
        assert made.headers["etag"] == made.json()["meta"]["version"]

    def test_request_ids_have_two_parts_from_domains_and_three_from_iam(
        self, wire: OnTheWire, tenancy: Tenancy
    ) -> None:
        asked = {"opc-request-id": "ABC"}
        of_domain = wire.ask("GET", USERS, headers=asked).headers["opc-request-id"]
        of_iam = wire.ask("GET", f"/20160918/users/{tenancy.admin_ocid}", headers=asked).headers["opc-request-id"]
        assert of_domain.startswith("ABC/")
        assert (of_domain.count("/"), of_iam.count("/")) == (1, 2)

    def test_users_and_groups_say_who_created_them(self, wire: OnTheWire, tenancy: Tenancy) -> None:
        for path in (USERS, GROUPS):
            (row, *_) = wire.ask("GET", path).json()["Resources"]
            assert row["idcsCreatedBy"]["ocid"] == row["idcsLastModifiedBy"]["ocid"] == tenancy.admin_ocid

    def test_a_domain_responds_at_its_separate_home_region_url(self, wire: OnTheWire, tenancy: Tenancy) -> None:
        found = wire.ask("GET", f"/20160918/domains?compartmentId={tenancy.ocid}").json()[0]
        host = found["url"].removeprefix("https://").partition(".")[0]
        home = "us-ashburn-idcs-1.identity.us-ashburn-1.oci.oraclecloud.com:443"
        assert found["homeRegionUrl"] == f"https://{host}.{home}"
        netloc = found["homeRegionUrl"].removeprefix("https://").removesuffix(":443")
        assert wire.ask("GET", "/admin/v1/Me", host=netloc).status_code == 200


class TestRejections:
    def test_a_create_without_a_required_attribute_is_rejected(self, wire: OnTheWire) -> None:
        answer = wire.ask("POST", CREDENTIALS, {"schemas": [SMTP_CREDENTIAL]})
        assert (answer.status_code, message_id(answer)) == (400, "error.common.validation.missingReqAttributes")
        assert answer.json()["detail"] == "Missing required attribute(s): user."
        named = {"schemas": [USER], "userName": "x", "emails": [{"value": "x@example.com", "primary": True}]}
        assert message_id(wire.ask("POST", USERS, named)) == "error.common.validation.missingReqAttributes"

    def test_a_value_that_is_too_long_is_rejected(self, wire: OnTheWire, tenancy: Tenancy) -> None:
        owner = tenancy.user_ocid("newsletter.sender")
        for answer in (create(wire, owner, description="x" * 401), create(wire, owner, user={"value": owner})):
            assert (answer.status_code, message_id(answer)) == (400, "error.common.validation.stringExceedsMaxLimit")

    def test_a_reference_to_a_user_that_does_not_exist_is_rejected(self, wire: OnTheWire) -> None:
        stranger = "ocid1.user.oc1..stranger"
        (group, *_) = wire.ask("GET", GROUPS).json()["Resources"]
        change = {"op": "add", "path": "members", "value": [{"value": "0" * 32, "type": "User"}]}
        body = {"schemas": [PATCH], "Operations": [change]}
        for answer in (create(wire, stranger), wire.ask("PATCH", f"{GROUPS}/{group['id']}", body)):
            assert (answer.status_code, message_id(answer)) == (400, "error.common.validation.invalidReferenceResource")
            assert "that does not exist" in answer.json()["detail"]

    def test_a_not_found_error_has_no_message_id(self, wire: OnTheWire) -> None:
        answer = wire.ask("GET", f"{USERS}/{'0' * 32}").json()
        assert answer["status"] == "404"
        assert answer["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
        assert ERROR_MORE not in answer


class TestSelfChange:
    """Through the resource for everyone's credentials, not through `MySmtpCredentials`."""

    @pytest.fixture
    def mine(self, wire: OnTheWire, tenancy: Tenancy) -> str:
        """The path of a credential of the caller."""
        made = create(wire, tenancy.admin_ocid, **{SELF_CHANGE: {"allowSelfChange": True}})
        return f"{CREDENTIALS}/{made.json()['id']}"

    def test_a_create_without_allow_self_change_is_rejected(self, wire: OnTheWire, tenancy: Tenancy) -> None:
        assert create(wire, tenancy.admin_ocid).status_code == 403
        assert tenancy.credentials(tenancy.admin_ocid) == []

    def test_a_patch_needs_allow_self_change(self, wire: OnTheWire, tenancy: Tenancy, mine: str) -> None:
        change = {"op": "replace", "path": "description", "value": "other"}
        means_it = {"op": "add", "path": f"{SELF_CHANGE}:allowSelfChange", "value": True}
        for operations, status in (([change], 403), ([change, means_it], 200)):
            answer = wire.ask("PATCH", mine, {"schemas": [PATCH], "Operations": operations})
            assert answer.status_code == status
        assert [item.description for item in tenancy.credentials(tenancy.admin_ocid)] == ["other"]

    def test_a_delete_needs_allow_self_change(self, wire: OnTheWire, tenancy: Tenancy, mine: str) -> None:
        assert wire.ask("DELETE", mine).status_code == 403
        assert len(tenancy.credentials(tenancy.admin_ocid)) == 1
        assert wire.ask("DELETE", f"{mine}?allowSelfChange=true").status_code == 204
        assert tenancy.credentials(tenancy.admin_ocid) == []


class TestVersions:
    def test_a_change_with_a_stale_etag_is_rejected(self, wire: OnTheWire, tenancy: Tenancy) -> None:
        made = create(wire, tenancy.user_ocid("newsletter.sender"))
        path, tag = f"{CREDENTIALS}/{made.json()['id']}", {"if-match": made.headers["etag"]}
        change = {"op": "replace", "path": "description", "value": "other"}
        body = {"schemas": [PATCH], "Operations": [change]}
        assert wire.ask("PATCH", path, body, headers=tag).status_code == 200
        assert wire.ask("PATCH", path, body, headers=tag).status_code == 409
        assert wire.ask("DELETE", path, headers=tag).status_code == 409
        newer = {"if-match": wire.ask("GET", path).headers["etag"]}
        assert wire.ask("DELETE", path, headers=newer).status_code == 204


class TestSearch:
    def test_a_search_returns_the_same_as_the_equivalent_list_request(self, wire: OnTheWire) -> None:
        body = {"schemas": [SEARCH_REQUEST], "filter": f'userName eq "{ONE}"', "attributes": ["userName", "ocid"]}
        found = wire.ask("POST", f"{USERS}/.search", body)
        assert found.status_code == 200
        listed = wire.ask("GET", f"{USERS}?filter=userName+eq+%22{ONE}%22&attributes=userName,ocid").json()
        assert found.json() == listed
        assert found.json()["totalResults"] == 1

    @pytest.mark.parametrize("path", [USERS, GROUPS, CREDENTIALS])
    def test_users_groups_and_credentials_can_be_searched_in_pages(self, wire: OnTheWire, path: str) -> None:
        pages = [
            wire.ask("POST", f"{path}/.search", {"schemas": [SEARCH_REQUEST], "startIndex": start, "count": 2}).json()
            for start in (1, 3)
        ]
        ids = [row["id"] for page in pages for row in page["Resources"]]
        assert len(set(ids)) == 4
        assert wire.ask("POST", f"{path}/.search", {}).status_code == 400

    def test_the_status_can_be_filtered_but_is_not_returned(self, wire: OnTheWire, tenancy: Tenancy) -> None:
        (held, *_) = tenancy.credentials(tenancy.user_ocid(ONE))
        held.state = "INACTIVE"
        asked = f'user.ocid eq "{held.owner.ocid}" and status eq "INACTIVE"'
        body = {"schemas": [SEARCH_REQUEST], "filter": asked, "attributeSets": ["all"]}
        (row,) = wire.ask("POST", f"{CREDENTIALS}/.search", body).json()["Resources"]
        assert row["ocid"] == held.ocid
        assert "status" not in row
        body["filter"] = asked.replace("INACTIVE", "ACTIVE")
        assert wire.ask("POST", f"{CREDENTIALS}/.search", body).json()["totalResults"] == 0
