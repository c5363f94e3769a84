"""Configurations and environments, judged by the OCI CLI: what works there works here, what fails names the reason."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from services.api.sign_in import open_session
from services.config.options import Options
from services.config.profile import load_profile
from services.demo.account import DemoAccount
from services.demo.tenancy import Tenancy
from services.model.errors import OciSmtpError
from tests.e2e.oracle_cli import found_by_the_cli


@dataclass(frozen=True)
class Situation:
    """Edits of a configuration that works. `{home}` stands for the home directory in every text."""

    name: str
    says: str = ""
    """What our error says; empty where we accept it."""
    set: dict[str, str | None] = field(default_factory=dict)
    """Keys of [DEFAULT] with another value, or without."""
    more: str = ""
    """What follows at the end of the configuration file."""
    before: bytes = b""
    at: str = ".oci/config"
    """Where the configuration file is."""
    encoding: str = "utf-8"
    rc: str | bytes | None = None
    environ: dict[str, str] = field(default_factory=dict)
    differs: str = ""
    """Why we decide otherwise than the OCI CLI; empty where we don't."""


ASSUMES = "the CLI would fail at the first request, or ask elsewhere than was meant"
KINDER = "we read what the CLI fails to read"
RC = "[OCI_CLI_SETTINGS]\ndefault_profile={}\n"
OTHER = "[OTHER]\nregion=eu-zurich-1\n"
WHOLE = {
    "OCI_CLI_USER": "{user}",
    "OCI_CLI_TENANCY": "{tenancy}",
    "OCI_CLI_FINGERPRINT": "{fingerprint}",
    "OCI_CLI_REGION": "us-ashburn-1",
    "OCI_CLI_KEY_FILE": "{home}/key.pem",
}

SITUATIONS = [
    Situation("plain"),
    Situation("comment", more="# a comment\n; another\n"),
    Situation("spaces", set={"region": "  us-ashburn-1  "}),
    Situation("capitals in a key", set={"region": None}, more="REGION=us-ashburn-1\n"),
    Situation("colon", set={"region": None}, more="region: us-ashburn-1\n"),
    Situation("region key", set={"region": "iad"}),
    Situation("percent signs", set={"pass_phrase": "%(x)s"}),
    Situation("unused pass phrase", set={"pass_phrase": "unused"}),
    Situation("unknown key", set={"color": "blue"}),
    Situation("UTF-8 comment", more="# café\n"),
    Situation("byte order mark", encoding="utf-8-sig", differs=KINDER),
    Situation("UTF-16", "it is UTF-16 text", encoding="utf-16"),
    Situation("UTF-16 without a mark", "it is UTF-16 text", encoding="utf-16-le"),
    Situation("Latin-1 comment", "isn't UTF-8 text", more="# café\n", encoding="latin-1"),
    Situation("cp1250 value", "(color) isn't UTF-8 text", more="color=š\n", encoding="cp1250"),
    Situation("duplicate key", "a second time", more="region=us-ashburn-1\n"),
    Situation("duplicate key, other case", "sets region in [DEFAULT] a second time", more="Region=us-ashburn-1\n"),
    Situation("duplicate section", "begins [OTHER] a second time", more=OTHER + OTHER),
    Situation("duplicate [DEFAULT]", more="[DEFAULT]\n"),
    Situation("junk line", "is neither [PROFILE] nor KEY=VALUE", more="junk\n"),
    Situation("junk in another profile", "is neither [PROFILE] nor KEY=VALUE", more=OTHER + "junk\n"),
    Situation("text before a section", "line 1 stands before the first [PROFILE]", before=b"region=x\n"),
    Situation("half a section", "line 1 stands before the first [PROFILE]", before=b"[DEFAULT\n"),
    Situation("blank lines before", before=b"\n\n"),
    *(Situation(f"no {key}", key, set={key: None}) for key in ("user", "tenancy", "fingerprint", "key_file", "region")),
    *(Situation(f"empty {key}", key, set={key: ""}) for key in ("user", "tenancy", "fingerprint", "key_file")),
    Situation("empty region", "region", set={"region": ""}),
    Situation("user is no OCID", "isn't the OCID of a user", set={"user": "anna"}),
    Situation("user is a tenancy", "is the OCID of a tenancy", set={"user": "{tenancy}"}, differs=ASSUMES),
    Situation("tenancy is a user", "is the OCID of a user", set={"tenancy": "{user}"}, differs=ASSUMES),
    Situation("tenancy of old", set={"tenancy": "ocidv1:tenancy:oc1:phx:1460406592660:aaaaaaaab4faofrfkxecohhjuiv"}),
    Situation("fingerprint cut short", "16 pairs", set={"fingerprint": "12:34"}),
    Situation("key that does not exist", "doesn't exist", set={"key_file": "{home}/gone.pem"}),
    Situation("unknown region", "region", set={"region": "us-asburn-1"}, differs=ASSUMES),
    Situation("unknown profile", "OTHR", environ={"OCI_CLI_PROFILE": "OTHR"}),
    Situation("another profile", more=OTHER, environ={"OCI_CLI_PROFILE": "OTHER"}),
    Situation("OCI_CLI_REGION", environ={"OCI_CLI_REGION": "uk-london-1"}),
    Situation("OCI_REGION without region", set={"region": None}, environ={"OCI_REGION": "uk-london-1"}),
    Situation("OCI_REGION with region", environ={"OCI_REGION": "uk-london-1"}),
    Situation("OCI_CONFIG_FILE", at="other", environ={"OCI_CONFIG_FILE": "{home}/other"}),
    Situation("OCI_CONFIG_FILE beside the usual file", environ={"OCI_CONFIG_FILE": "{home}/gone"}),
    Situation("OCI_CONFIG_FILE that does not exist", "gone", at="other", environ={"OCI_CONFIG_FILE": "{home}/gone"}),
    Situation(
        "OCI_CLI_CONFIG_FILE before OCI_CONFIG_FILE",
        at="other",
        environ={"OCI_CLI_CONFIG_FILE": "{home}/other", "OCI_CONFIG_FILE": "{home}/gone"},
    ),
    Situation("file of old", at=".oraclebmc/config"),
    Situation("OCI_CLI_AUTH", "", environ={"OCI_CLI_AUTH": "api_key"}),
    Situation("unknown OCI_CLI_AUTH", "nonsense", environ={"OCI_CLI_AUTH": "nonsense"}),
    Situation("OCI_CLI_USER is no OCID", "OCI_CLI_USER", environ={"OCI_CLI_USER": "anna"}),
    Situation("whole environment", environ=WHOLE),
    Situation("whole environment, broken file", more="junk\n", environ=WHOLE, differs=KINDER),
    Situation("session token and user", set={"security_token_file": "{home}/gone"}),
    Situation("rc: default profile", more=OTHER, rc=RC.format("OTHER")),
    Situation(
        "rc: OCI_CLI_PROFILE goes first", more=OTHER, rc=RC.format("OTHER"), environ={"OCI_CLI_PROFILE": "DEFAULT"}
    ),
    Situation("rc: unknown default profile", "GONE", rc=RC.format("GONE")),
    Situation("rc: region", rc="[DEFAULT]\nregion=uk-london-1\n"),
    Situation("rc: default_profile in [DEFAULT]", more=OTHER, rc="[DEFAULT]\ndefault_profile=OTHER\n"),
    Situation("default_profile in the file", more=OTHER + RC.format("OTHER")),
    Situation("rc: junk", "oci_cli_rc: line 2 is neither", rc="[OCI_CLI_SETTINGS]\njunk\n"),
    Situation("rc: UTF-16", "oci_cli_rc: it is UTF-16 text", rc=RC.format("OTHER").encode("utf-16")),
    Situation("rc: Latin-1", "oci_cli_rc: line 1 isn't UTF-8 text", rc=b"# caf\xe9\n[DEFAULT]\n"),
    Situation("rc: duplicate key", "a second time", rc="[DEFAULT]\nregion=a\nregion=b\n"),
    Situation("rc: no section", "before the first", rc="region=uk-london-1\n"),
    Situation("rc: empty", rc=""),
    Situation("rc: proxy", rc="[OCI_CLI_SETTINGS]\nproxy=http://proxy.example.com:3128\n"),
    Situation("rc: cert-bundle", rc="[DEFAULT]\ncert-bundle={home}/bundle.pem\n"),
    Situation("rc: missing cert-bundle", "cert-bundle in the rc file", rc="[DEFAULT]\ncert-bundle={home}/gone.pem\n"),
    Situation("rc: endpoint", rc="[DEFAULT]\nendpoint=https://iam.example.com/20160918\n"),
    Situation("OCI_CLI_ENDPOINT", environ={"OCI_CLI_ENDPOINT": "https://iam.example.com/20160918"}),
    *(
        each
        for name in ("OCI_CLI_CERT_BUNDLE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
        for each in (
            Situation(name, environ={name: "{home}/bundle.pem"}),
            Situation(f"missing {name}", name, environ={name: "{home}/gone.pem"}),
        )
    ),
    Situation(
        "two bundles",
        environ={"OCI_CLI_CERT_BUNDLE": "{home}/bundle.pem", "REQUESTS_CA_BUNDLE": "{home}/gone.pem"},
    ),
    Situation(
        "bundle without certificates",
        "no certificates",
        environ={"OCI_CLI_CERT_BUNDLE": "{home}/key.pem"},
        differs=ASSUMES,
    ),
]


def prepared(situation: Situation, folder: Path, tenancy: Tenancy, bundle: str) -> dict[str, str]:
    """A home as the situation has it; the environment that leads there."""
    oci = folder / ".oci"
    oci.mkdir(parents=True)
    lines = DemoAccount(tenancy).write(oci).read_text().splitlines()
    values = dict(line.partition("=")[::2] for line in lines if "=" in line)
    (folder / "key.pem").write_bytes(Path(values["key_file"]).read_bytes())
    (folder / "bundle.pem").write_text(bundle)

    def filled(text: str) -> str:
        for name, value in {**values, "home": str(folder)}.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    changed = {**values, **{key: value and filled(value) for key, value in situation.set.items()}}
    text = "[DEFAULT]\n" + "".join(f"{key}={value}\n" for key, value in changed.items() if value is not None)
    place = folder / situation.at
    place.parent.mkdir(exist_ok=True)
    (oci / "config").unlink()
    place.write_bytes(situation.before + (text + filled(situation.more)).encode(situation.encoding))
    if situation.rc is not None:
        rc = filled(situation.rc).encode() if isinstance(situation.rc, str) else situation.rc
        (oci / "oci_cli_rc").write_bytes(rc)
    return {"HOME": str(folder), **{name: filled(value) for name, value in situation.environ.items()}}


def ours(environ: dict[str, str], patches: pytest.MonkeyPatch) -> dict[str, str]:
    """The same of what we would sign with and ask."""
    with patches.context() as here:
        for name, value in environ.items():
            here.setenv(name, value)
        try:
            profile = load_profile(options := Options().filled_from(environ), environ)
            session = open_session(profile, options)
            core = session.identity()._base  # the SDK's own client
        except OciSmtpError as error:
            return {"refused": f"{error.cause} {error.next_step}"}
    http = core.session
    return {
        "profile": profile.name,
        "user": session.user_ocid,
        "region": profile.region,
        "bundle": http.verify if isinstance(http.verify, str) else "",
        "proxy": http.proxies.get("https", ""),
        "endpoint": core.endpoint,
    }


@pytest.mark.timeout(300)
def test_configurations_are_accepted_or_rejected_as_by_the_oci_cli(
    oci_program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import certifi

    tenancy = Tenancy(users=20)
    pem = Path(certifi.where()).read_text(encoding="utf-8")
    one = pem[pem.index("-----BEGIN") : pem.index("-----END CERTIFICATE-----") + 26]
    asked = [prepared(each, tmp_path / str(at), tenancy, one) for at, each in enumerate(SITUATIONS)]
    for name in [name for name in os.environ if name.startswith("OCI_") or name.endswith("CA_BUNDLE")]:
        monkeypatch.delenv(name)
    answers = found_by_the_cli(oci_program, "sends to", asked, 240)
    wrong: list[tuple[object, ...]] = []
    for situation, environ, theirs in zip(SITUATIONS, asked, answers, strict=True):
        found = ours(environ, monkeypatch)
        refused = found.get("refused", "")
        if bool(situation.says) != bool(refused) or situation.says not in refused:
            wrong.append((situation.name, "we", found))
        if not situation.differs and ("refused" in theirs or refused):
            if ("refused" in theirs) != bool(refused):
                wrong.append((situation.name, "they", theirs, found))
        elif not situation.differs and theirs != found:
            wrong.append((situation.name, theirs, found))
        elif situation.differs and ("refused" in theirs) == bool(refused):
            wrong.append((situation.name, "no longer differs", theirs))
    assert not wrong, "\n".join(str(each)[:600] for each in wrong)
    assert len(SITUATIONS) >= 60
