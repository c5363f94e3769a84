"""Which key of which PKCS#11 token signs: out of environment and rc file we take what the OCI CLI takes."""

from pathlib import Path

import pytest

from services.config.options import Options
from services.config.pkcs11_selection import SELECTORS
from services.config.profile import load_profile
from services.model.errors import OciSmtpError
from tests.e2e.oracle_cli import found_by_the_cli

USER = "ocid1.user.oc1..aaaaofthefile"
TENANCY = "ocid1.tenancy.oc1..aaaaofthefile"
OTHER = "ocid1.user.oc1..aaaafromtheenvironment"
CONFIG = f"[DEFAULT]\nuser={USER}\ntenancy={TENANCY}\nregion=us-ashburn-1\n[B]\nregion=eu-zurich-1\n[K]\nuser=\n"
ALL = {variable: f"by {variable}" for variable, _ in SELECTORS.values()}
WHOLE = {"OCI_CLI_USER": OTHER, "OCI_CLI_TENANCY": TENANCY, "OCI_CLI_REGION": "uk-london-1"}
RC = "[OCI_CLI_SETTINGS]\npkcs11_token_label=by settings\npkcs11_module_path=/by/settings.so\n"
RC_OF_A_PROFILE = "[B]\npkcs11_token_label=by profile\npkcs11_key_id_override=by profile\n"
RC_OF_DEFAULT = "[DEFAULT]\npkcs11_slot_label=by default\npkcs11_token_serial_number=1\n"
EMPTY_IN_RC = "[B]\npkcs11_token_label=\n"

SITUATIONS: list[tuple[str | None, dict[str, str]]] = [
    (None, {}),
    *((None, {variable: "  some  "}) for variable in ALL),
    (None, ALL),
    (None, {"OCI_CLI_PKCS11_SLOT_LABEL": "CARD", "OCI_CLI_PKCS11_KEY_ID": "4"}),
    (None, {"OCI_CLI_PKCS11_TOKEN_LABEL": "", "OCI_CLI_PKCS11_TOKEN_SERIAL": "12:34"}),
    *((rc, {}) for rc in (RC, RC_OF_A_PROFILE, RC_OF_DEFAULT, RC + RC_OF_A_PROFILE + RC_OF_DEFAULT)),
    *((RC + rc, {"OCI_CLI_PROFILE": "B"}) for rc in (RC_OF_A_PROFILE, RC_OF_DEFAULT, EMPTY_IN_RC)),
    (RC + RC_OF_A_PROFILE, {"OCI_CLI_PROFILE": "B", "OCI_CLI_PKCS11_TOKEN_LABEL": "by variable"}),
    (RC + RC_OF_A_PROFILE, {"OCI_CLI_PROFILE": "B", "OCI_CLI_PKCS11_TOKEN_LABEL": ""}),
    (RC + RC_OF_DEFAULT, {"OCI_CLI_PKCS11_TOKEN_SERIAL": "by variable"}),
    (None, WHOLE),
    (None, {**WHOLE, "OCI_CLI_CONFIG_FILE": "/nowhere"}),
    (None, {"OCI_CLI_USER": OTHER}),
    (None, {"OCI_CLI_USER": OTHER, "OCI_CLI_CONFIG_FILE": "/nowhere"}),
    (None, {"OCI_CLI_PROFILE": "K"}),
    (None, {"OCI_CLI_PROFILE": "GONE"}),
]


def prepared(folder: Path, rc: str | None, environ: dict[str, str]) -> dict[str, str]:
    """A home with a configuration that has no key; the environment that leads there."""
    oci = folder / ".oci"
    oci.mkdir(parents=True)
    (oci / "config").write_text(CONFIG)
    (oci / "config").chmod(0o600)
    if rc is not None:
        (oci / "oci_cli_rc").write_text(rc)
    return {"HOME": str(folder), "OCI_CLI_AUTH": "pkcs11", **environ}


def ours(environ: dict[str, str], patches: pytest.MonkeyPatch) -> dict[str, str]:
    with patches.context() as here:
        here.setenv("HOME", environ["HOME"])
        try:
            profile = load_profile(Options().filled_from(environ), environ)
        except OciSmtpError as error:
            return {"refused": error.cause}
    names = {"slot_label": "pkcs11_slot", **{name: f"pkcs11_{name}" for name in SELECTORS if name != "slot_label"}}
    who = {key: getattr(profile, key) for key in ("user", "tenancy", "region")}
    return {**who, **{theirs: getattr(profile.pkcs11, name) for name, theirs in names.items()}}


def test_the_app_selects_the_same_pkcs11_key_and_token_as_the_oci_cli(
    oci_program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [prepared(tmp_path / str(at), *situation) for at, situation in enumerate(SITUATIONS)]
    answers = found_by_the_cli(oci_program, "token key", asked, 120)
    wrong = []
    for environ, theirs in zip(asked, answers, strict=True):
        found = ours(environ, monkeypatch)
        both_refuse = "refused" in theirs and "refused" in found
        if theirs != found and not both_refuse:
            wrong.append((environ, theirs, found))
    assert not wrong, "\n".join(str(each) for each in wrong)
    refusals = sum("refused" in each for each in answers)
    assert refusals == 3, "no user, no profile, no file"
