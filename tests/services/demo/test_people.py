import math
from datetime import datetime, timezone

from services.demo.cast import CAST
from services.demo.names import FAMILY, GIVEN, ascii_form
from services.demo.ocids import Ocids
from services.demo.people import People
from services.demo.tenancy import Tenancy

TODAY = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
EVERY_PAIR = len(GIVEN) * len(FAMILY)


def people(count: int, seed: int = 1) -> People:
    return People(Ocids(seed), count, TODAY)


def test_names_are_all_different_even_when_every_pair_is_used_up() -> None:
    count = EVERY_PAIR + 50
    crowd = people(count)
    assert len({crowd.person(number).name for number in range(count)}) == count


def test_the_name_lists_have_coprime_lengths_and_unique_names() -> None:
    assert math.gcd(len(GIVEN), len(FAMILY)) == 1
    for names in (GIVEN, FAMILY):
        assert len({ascii_form(name) for name in names}) == len(names)


def test_a_person_is_found_by_name() -> None:
    crowd = people(1_000_000)
    for number in (*range(len(CAST) + 300), EVERY_PAIR - 1, EVERY_PAIR, 123_456, 999_999):
        assert crowd.number_of(crowd.person(number).name) == number
    assert crowd.number_of("nobody.here") is None
    assert people(500).number_of(crowd.person(123_456).name) is None


def test_the_same_seed_gives_the_same_people_and_another_seed_other_ocids() -> None:
    assert [people(99).person(n) for n in range(99)] == [people(99).person(n) for n in range(99)]
    assert not {people(99).person(n).ocid for n in range(99)} & {people(99, seed=2).person(n).ocid for n in range(99)}


def test_an_ocid_maps_back_to_its_number_and_a_forged_ocid_to_none() -> None:
    ocids = Ocids(5)
    for number in (0, 1, 4096, 2**40 - 1):
        assert ocids.number("user", ocids.make("user", number)) == number
    assert ocids.number("user", ocids.make("group", 3)) is None
    assert ocids.number("user", Ocids(6).make("user", 3)) is None
    assert ocids.number("user", "ä") is None


def test_users_are_created_over_years_and_sign_in_after_creation() -> None:
    crowd = [people(500).person(number) for number in range(500)]
    assert [p.created for p in crowd] == sorted(p.created for p in crowd)
    assert (crowd[-1].created - crowd[0].created).days > 365 * 5
    assert all(p.created <= p.last_login <= TODAY for p in crowd if p.last_login)


def test_sample_users_vary_in_state_federation_capability_and_credentials() -> None:
    crowd = [people(4000).person(number) for number in range(4000)]
    active = sum(p.state == "ACTIVE" for p in crowd)
    assert 3600 < active < 4000
    assert any(p.federated for p in crowd)
    assert any(not p.capabilities["canUseSmtpCredentials"] for p in crowd)
    assert {len(p.credentials) for p in crowd} == {0, 1, 2}


def test_the_last_of_a_million_users_is_found_by_number_and_by_ocid() -> None:
    tenancy = Tenancy(users=1_000_000)
    last = tenancy.world.users.numbered(999_999)
    assert last is not None
    assert tenancy.world.users.find(last.ocid) == last
    assert tenancy.world.users.numbered(1_000_000) is None
