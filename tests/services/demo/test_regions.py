from typing import Any

import oci
import pytest

from services.demo.tenancy import Tenancy
from tests.services.demo.clients import ClientMaker

ServiceError = oci.exceptions.ServiceError


def test_one_of_three_regions_is_home(identity_client: Any, tenancy: Tenancy) -> None:
    regions = identity_client.list_region_subscriptions(tenancy.ocid).data
    assert len(regions) == 3
    assert [region.region_name for region in regions if region.is_home_region] == [tenancy.home_region]
    home = next(region for region in regions if region.is_home_region)
    assert identity_client.get_tenancy(tenancy.ocid).data.home_region_key == home.region_key


def test_another_region_reads_but_does_not_write(client: ClientMaker, tenancy: Tenancy) -> None:
    away = client(config={"region": "eu-frankfurt-1"})
    assert away.get_user(tenancy.admin_ocid).data.name == "demo.administrator"
    details = oci.identity.models.CreateSmtpCredentialDetails(description="away")
    with pytest.raises(ServiceError) as refused:
        away.create_smtp_credential(details, tenancy.admin_ocid)
    assert (refused.value.status, refused.value.code) == (403, "NotAllowed")
    assert tenancy.credentials(tenancy.admin_ocid) == []


def test_a_request_to_an_unsubscribed_region_is_rejected(client: ClientMaker, tenancy: Tenancy) -> None:
    with pytest.raises(ServiceError) as refused:
        client(config={"region": "sa-saopaulo-1"}).get_user(tenancy.admin_ocid)
    assert refused.value.status == 401


def test_an_unknown_path_gets_404_and_a_wrong_method_gets_405(identity_client: Any, tenancy: Tenancy) -> None:
    for method, path, status in (("PATCH", "/users", 405), ("GET", "/nothing", 404)):
        with pytest.raises(ServiceError) as refused:
            identity_client.base_client.call_api(resource_path=path, method=method, response_type="object")
        assert refused.value.status == status
