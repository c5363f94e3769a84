"""`oci-smtp users` and `oci-smtp list`."""

import csv
import io
import json
import re

import pytest

from services.demo.cast import HOSTILE_NAME
from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.tui.desk import USERS
from tests.tui.shell import ONE, TWO, Cli

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class TestUsers:
    def test_json_output_contains_every_user(self, cli: Cli, tenancy: Tenancy) -> None:
        code, output, errors = cli("users", "--output", "json")
        rows = json.loads(output)
        assert (code, errors) == (ExitCode.DONE, "")
        assert len(rows) == USERS
        assert {row["user_id"] for row in rows if row["name"] == ONE} == {tenancy.user_ocid(ONE)}
        assert set(rows[0]) == {"name", "email", "status", "created", "smtp_credentials", "user_id"}
        assert all(RFC_3339.fullmatch(row["created"]) for row in rows)

    @pytest.mark.parametrize(("wanted", "names"), [("kim.park", 2), ("BILLING@", 1), ("nobody at all", 0)])
    def test_the_filter_matches_names_and_email_addresses(self, cli: Cli, wanted: str, names: int) -> None:
        code, output, _ = cli("users", "--filter", wanted, "--output", "json")
        assert code == ExitCode.DONE
        assert len(json.loads(output)) == names

    def test_csv_output_can_be_parsed_and_contains_every_user(self, cli: Cli) -> None:
        _, output, _ = cli("users", "--output", "csv")
        rows = list(csv.DictReader(io.StringIO(output)))
        assert len(rows) == USERS
        assert HOSTILE_NAME in {row["name"] for row in rows}

    def test_the_table_has_headings_and_no_control_characters(self, cli: Cli) -> None:
        code, output, _ = cli("users")
        assert code == ExitCode.DONE
        assert output.splitlines()[0].split()[:2] == ["name", "email"]
        assert not {"\x1b", "\x07", "\u202e"} & set(output)

    def test_a_filter_without_matches_prints_only_the_headings(self, cli: Cli) -> None:
        _, output, errors = cli("users", "--filter", "nobody at all")
        assert len(output.splitlines()) == 1
        assert errors == "oci-smtp: No results.\n"


class TestList:
    def test_list_of_one_user_shows_the_credentials_without_passwords(self, cli: Cli, tenancy: Tenancy) -> None:
        code, output, _ = cli("list", TWO, "--output", "json")
        rows = json.loads(output)
        held = tenancy.credentials(tenancy.user_ocid(TWO))
        assert code == ExitCode.DONE
        assert [row["credential_id"] for row in rows] == [item.ocid for item in held]
        assert [row["user_name"] for row in rows] == [item.user_name for item in held]
        assert not [item for item in held if item.password in output]

    def test_list_without_a_user_shows_all_credentials_without_passwords(self, cli: Cli, tenancy: Tenancy) -> None:
        code, output, errors = cli("list", "--output", "json")
        rows = json.loads(output)
        assert (code, errors) == (ExitCode.DONE, "")
        assert {row["credential_id"] for row in rows} == {item.ocid for item in tenancy.credentials()}
        assert not [item for item in tenancy.credentials() if item.password in output]

    def test_times_are_readable_in_the_table_and_rfc_3339_in_json_and_csv(self, cli: Cli) -> None:
        [row] = json.loads(cli("list", "shop.mailer", "--output", "json")[1])
        assert RFC_3339.fullmatch(row["created"])
        assert row["created"] in cli("list", "shop.mailer", "--output", "csv")[1]
        table = cli("list", "shop.mailer")[1]
        assert f"{row['created'][:10]} {row['created'][11:16]} UTC" in table

    def test_csv_output_can_be_parsed_and_contains_the_findings(self, cli: Cli, tenancy: Tenancy) -> None:
        _, output, _ = cli("list", "--output", "csv")
        rows = list(csv.DictReader(io.StringIO(output)))
        assert len(rows) == len(tenancy.credentials())
        assert {row["findings"] for row in rows if row["user"] == "former.contractor"} == {"inactive old"}

    def test_the_creator_and_the_expiry_are_named_where_known(self, cli: Cli) -> None:
        known = "created_by,expires,findings"
        [row] = json.loads(cli("--directory", "domains", "list", "status.page", "--json", known)[1])
        assert row["created_by"] == "Signed-in administrator"
        assert RFC_3339.fullmatch(row["expires"])
        assert row["findings"] == ["expires-soon", "no-sign-in", "made-by-other"]
        [without] = json.loads(cli("list", "status.page", "--json", known)[1])
        assert without == {"created_by": "", "expires": row["expires"], "findings": ["expires-soon", "no-sign-in"]}
        [never] = json.loads(cli("list", "shop.mailer", "--json", known)[1])
        assert never["expires"] == ""
        table = cli("list", "status.page")[1]
        assert f"{row['expires'][:10]} {row['expires'][11:16]} UTC" in table

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (("--fail-on", "expires-soon", "status.page"), ExitCode.FAILED),
            (("--fail-on", "made-by-other", "status.page", "--directory", "domains"), ExitCode.FAILED),
            (("--fail-on", "made-by-other", "status.page"), ExitCode.DONE),
            (("--fail-on", "expires-soon,made-by-other", "shop.mailer"), ExitCode.DONE),
            (("--fail-on", "inactive"), ExitCode.FAILED),
            (("--fail-on", "any", "shop.mailer"), ExitCode.FAILED),
            (("--fail-on", "inactive", "shop.mailer"), ExitCode.DONE),
            (("--fail-on", "old", "--older-than", "4000"), ExitCode.DONE),
            (("--fail-on", "ancient"), ExitCode.USAGE),
            (("--older-than", "-1"), ExitCode.USAGE),
        ],
    )
    def test_the_exit_code_follows_the_fail_on_and_older_than_options(
        self, cli: Cli, arguments: tuple[str, ...], code: ExitCode
    ) -> None:
        assert cli("list", *arguments)[0] == code

    def test_list_fails_and_names_a_user_whose_credentials_cannot_be_read(self, cli: Cli, tenancy: Tenancy) -> None:
        tenancy.faults.append(Rule("404", "list_smtp_credentials", path=f"*{tenancy.user_ocid(TWO)}*"))
        code, output, errors = cli("list", "--output", "json")
        assert code == ExitCode.FAILED
        assert f"can't read {TWO}: Not authorized" in errors
        unread = [row for row in json.loads(output) if row["findings"] == ["unread"]]
        assert [row["user"] for row in unread] == [TWO]

    def test_without_permission_the_list_is_denied(self, cli: Cli, tenancy: Tenancy) -> None:
        tenancy.faults.add("404", "list_users", times=0)
        code, output, _ = cli("list")
        assert (code, output) == (ExitCode.DENIED, "")

    def test_control_characters_are_escaped_in_the_table_and_kept_in_json(self, cli: Cli) -> None:
        _, table, _ = cli("list", "legacy.scanner")
        assert r"\x1b[5m" in table
        assert "\x1b" not in table
        _, output, _ = cli("list", "legacy.scanner", "--output", "json")
        assert "\x1b[5m" in json.loads(output)[0]["description"]

    @pytest.mark.parametrize(
        ("user", "code", "words"),
        [
            ("nobody", ExitCode.FAILED, 'No user has the name or email "nobody"'),
            ("kim.shared@example.com", ExitCode.USAGE, "kim.park2"),
            ("ocid1.user.oc1..aaaaaaaanobody", ExitCode.DENIED, "opc-request-id"),
        ],
    )
    def test_list_of_an_unknown_or_ambiguous_user_fails_with_an_explanation(
        self, cli: Cli, user: str, code: ExitCode, words: str
    ) -> None:
        found, output, errors = cli("list", user)
        assert (found, output) == (code, "")
        assert words in errors

    def test_an_empty_user_name_is_a_usage_error(self, cli: Cli) -> None:
        code, output, _ = cli("list", "")
        assert (code, output) == (ExitCode.USAGE, "")
