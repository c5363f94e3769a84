"""Whom a file of keys names: judged by `ssh-keygen -l` and by `age -R`, the programs whose files they are."""

import base64
import re
import struct
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.delivery.age import AgeSeal
from services.delivery.age_recipients import Recipients, find_recipients
from services.model.errors import UsageError
from tests.needs import needs

REFUSED = None
"""Stands for the keys of a file that is refused as a whole."""

OLD, LATER = "20200101", "29990101"


def string(part: bytes) -> bytes:
    return struct.pack(">I", len(part)) + part


def line(kind: str, *parts: bytes, inside: str = "", tail: bytes = b"") -> str:
    """A public key of any kind, well-formed or not."""
    blob = b"".join(map(string, ((inside or kind).encode(), *parts))) + tail
    return f"{kind} {base64.b64encode(blob).decode()}"


def rsa(bits: int, exponent: int = 65537) -> str:
    return line("ssh-rsa", exponent.to_bytes(5, "big").lstrip(b"\0"), b"\0" + (2**bits - 1).to_bytes(bits // 8, "big"))


@dataclass(frozen=True)
class Keyring:
    """Lines to make files of, and the fingerprints of A and B."""

    lines: Mapping[str, str]
    fingerprints: Mapping[str, str]


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    needs("age", "age-keygen", "ssh-keygen")
    folder = tmp_path_factory.mktemp("ring")
    lines, fingerprints = {}, {}
    for name, kind in {"A": "ed25519", "B": "rsa", "E": "ecdsa"}.items():
        subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "x", "-f", folder / name], check=True)
        lines[name] = " ".join((folder / f"{name}.pub").read_text().split()[:2])
        fingerprints[name] = fingerprint_of(folder / f"{name}.pub")[0]
    subprocess.run(["ssh-keygen", "-q", "-s", folder / "B", "-I", "id", folder / "A.pub"], check=True)
    lines["CERT"] = " ".join((folder / "A-cert.pub").read_text().split()[:2])
    identity = subprocess.run(["age-keygen"], check=True, capture_output=True, text=True).stdout
    lines["age"] = identity.split("public key: ")[1].splitlines()[0]
    lines["identity"] = identity.splitlines()[-1]
    fingerprints["age"] = lines["age"]
    lines["blobA"], lines["blobB"] = lines["A"].split()[1], lines["B"].split()[1]
    raw = base64.b64decode(lines["blobA"])[-32:]
    lines |= {
        "SK": line("sk-ssh-ed25519@openssh.com", raw, b"ssh:"),
        "DSS": line("ssh-dss", b"\1" * 8, b"\1" * 8, b"\1" * 8, b"\1" * 8),
        "RSA1024": rsa(1024),
        "RSA8192": rsa(8192),
        "EVEN": rsa(2048, 4),
        "HUGE": rsa(2048, 2**33 + 1),
        "NEGATIVE": line("ssh-rsa", b"\1\0\1", b"\xff" * 256),
        "PADDED": line("ssh-rsa", b"\1\0\1", b"\0\0" + b"\xff" * 256),
        "ZERO": line("ssh-ed25519", bytes(32)),
        "ONE": line("ssh-ed25519", b"\1" + bytes(31)),
        "OFF": line("ssh-ed25519", b"\2" + bytes(31)),
        "SHORT": line("ssh-ed25519", raw[:31]),
        "LONG": line("ssh-ed25519", raw, tail=b"x"),
        "MORE": line("ssh-ed25519", raw, b""),
        "LIES": line("ssh-rsa", raw, inside="ssh-ed25519"),
        "LIES2": line("ssh-ed25519", b"\1\0\1", b"\0" + b"\xff" * 256, inside="ssh-rsa"),
        "SHA2": line("rsa-sha2-256", b"\1\0\1", b"\0" + b"\xff" * 256),
        "CUT": f"ssh-ed25519 {lines['blobA'][:-4]}",
        "BITS": lines["B"][:-2] + chr(ord(lines["B"][-2]) + 1) + "=",
        "UNPADDED": f"ssh-rsa {base64.b64encode(base64.b64decode(lines['blobB'])[:-1]).decode().rstrip('=')}",
    }
    return Keyring(lines, fingerprints)


def fingerprint_of(path: Path) -> list[str]:
    """What ssh-keygen sees in a file."""
    done = subprocess.run(["ssh-keygen", "-lf", path], capture_output=True)
    return re.findall(r"^\d+ (SHA256:\S{43}) ", done.stdout.decode("ascii", "replace"), re.MULTILINE)


def found_in(path: Path) -> Recipients | None:
    try:
        return find_recipients([str(path)])
    except UsageError as error:
        told = f"{error.cause} {error.next_step}"
        assert "AGE-SECRET-KEY" not in told
        assert "b3BlbnNz" not in told
        return REFUSED


CASES: list[tuple[str, str | None]] = [
    # Options are one field, with its quotes, and a key in it is no key.
    ('command="x {A} y" {B}\n', "B"),
    ('command="x {B}" {A}\n', "A"),
    ('command="\\"{A}\\" y" {B}\n', "B"),
    ('command="a\\" {A} b" {B}\n', "B"),
    ('from="10.0.0.0/8",command="say \\"{A}\\"",no-pty {B} c\n', "B"),
    ('environment="X={A}" {B} {A}\n', "B"),
    ('restrict,PTY,No-Agent-Forwarding {A} c\n', "A"),
    ('no-port-forwarding\t{A}\n', "A"),
    (f'expiry-time="{LATER}" {{A}}\n', "A"),
    (f'expiry-time="{LATER}0101Z",restrict {{A}}\n', "A"),
    (f'expiry-time="{OLD}" {{A}}\n{{B}}\n', "B"),
    ('command="x {A} y {B}\n', REFUSED),
    ('command="x\\" {A} {B}\n', REFUSED),
    ('command="x"{A}\n', REFUSED),
    ('command=x {A}\n', REFUSED),
    ('restrict, {A}\n', REFUSED),
    (',restrict {A}\n', REFUSED),
    ('restrict,,pty {A}\n', REFUSED),
    ('no-restrict {A}\n', REFUSED),
    ('permit {A}\n', REFUSED),
    ('expiry-time="soon" {A}\n', REFUSED),
    ('"{A}" {B}\n', REFUSED),
    # Keys that sign or are revoked, and keys of hosts.
    ("cert-authority {A}\n{B}\n", "B"),
    ("Cert-Authority {A}\n{B}\n", "B"),
    ('principals="a",CERT-AUTHORITY {A}\n{B}\n', "B"),
    ("cert-authority {A}\n", REFUSED),
    ("@revoked * {A}\n{B}\n", REFUSED),
    ("@revoked {A}\n", REFUSED),
    ("@cert-authority *.example.com {A}\n", REFUSED),
    ("@cert-authority {A}\n", REFUSED),
    ("mail.example.com {A}\n", REFUSED),
    ("mail.example.com,10.0.0.1 {A}\n{B}\n", REFUSED),
    ("[mail.example.com]:2222 {A}\n", REFUSED),
    ("|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= {A}\n", REFUSED),
    ("age1host {A}\n", REFUSED),
    ("2048 {A}\n", REFUSED),
    ("two words {A}\n", REFUSED),
    ("cert-authority two {A}\n", REFUSED),
    # Lines end at a line feed and nowhere else.
    ("# old\f{A}\n{B}\n", "B"),
    ("# old\v{A}\n{B}\n", "B"),
    ("# old\x85{A}\n{B}\n", "B"),
    ("# old\u2028{A}\n{B}\n", "B"),
    ("# old\u2029{A}\n{B}\n", "B"),
    ("# old\x1c{A}\n{B}\n", "B"),
    ("# old\r{A}\n{B}\n", "B"),
    ("# old\r{A}\r\n{B}\r\n", "B"),
    ("{A} c\r{B} d\n", "A"),
    ("{A} c\u2028{B}\n", "A"),
    ("{A} c\f{B}\n", "A"),
    ("#{A}\n\n \t\n  # {B}\n{A}\n", "A"),
    ("#{A}\n\n{age}\n", "age"),
    ("{A}\r\n{age}\r\n", "A age"),
    ("{A}\r\r\n", REFUSED),
    ("\f{A}\n", REFUSED),
    ("\u00a0{A}\n", REFUSED),
    ("ssh-ed25519\u00a0{blobA}\n", REFUSED),
    ("ssh-ed25519\v{blobA}\n", REFUSED),
    ("{A}", "A"),
    ("\t{A}\tc\n", "A"),
    ("ssh-ed25519\t  {blobA} c\n", "A"),
    ("{A} {B}\n", "A"),
    ("{A} # c\n", "A"),
    ("\ufeff{A}\n", REFUSED),
    ("\ufeff# c\n{A}\n", REFUSED),
    ('\ufefffrom="x" {A}\n', REFUSED),
    ("{A} c\n\0\n", REFUSED),
    ("{A}\0{B}\n", REFUSED),
    ("", REFUSED),
    ("# none\n", REFUSED),
    ("{A} " + "c" * 9000 + "\n", REFUSED),
    # Kinds that age cannot use are left out, where there are others.
    ("{E} c\n{A}\n", "A"),
    ("{SK}\n{A}\n", "A"),
    ("{DSS}\n{A}\n", "A"),
    ("{CERT}\n{A}\n", "A"),
    ("{RSA1024}\n{A}\n", "A"),
    ("{RSA8192}\n{A}\n", "A"),
    ("{EVEN}\n{A}\n", "A"),
    ("{HUGE}\n{A}\n", "A"),
    ("{OFF}\n{A}\n", "A"),
    ("{SHA2}\n{A}\n", "A"),
    ('from="x" {E}\n{A}\n', "A"),
    ("{E}\n", REFUSED),
    ("{SK}\n{CERT}\n", REFUSED),
    # What is not a whole key.
    ("{NEGATIVE}\n", REFUSED),
    ("{PADDED}\n", REFUSED),
    ("{ZERO}\n", REFUSED),
    ("{ONE}\n", REFUSED),
    ("{OFF}\n", REFUSED),
    ("{SHORT}\n", REFUSED),
    ("{LONG}\n{A}\n", REFUSED),
    ("{MORE}\n", REFUSED),
    ("{LIES}\n", REFUSED),
    ("{LIES2}\n", REFUSED),
    ("{CUT}\n", REFUSED),
    ("{BITS}\n", REFUSED),
    ("{UNPADDED}\n", REFUSED),
    ("{A}====\n", REFUSED),
    ("{A}!x\n", REFUSED),
    ("ssh-ed25519\n{blobA}\n", REFUSED),
    ("SSH-ED25519 {blobA}\n", REFUSED),
    ("ssh-ed25519{blobA}\n", REFUSED),
    ("{blobA}\n", REFUSED),
    ("ssh-ed25519 \n", REFUSED),
    ("{B}\nnonsense\n", REFUSED),
    ("---- BEGIN SSH2 PUBLIC KEY ----\n{blobA}\n---- END SSH2 PUBLIC KEY ----\n", REFUSED),
    # Of age.
    ("{age}\n", "age"),
    ("# c\n\n{age}\n{A} c\n", "A age"),
    ("{age} \n", REFUSED),
    (" {age}\n", REFUSED),
    ("{age} comment\n", REFUSED),
    ("{age}x\n", REFUSED),
    ("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqs3290gq\n", REFUSED),
    ("{age}{age}\n", REFUSED),
    ("age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t\n{age}\n", REFUSED),
    ("age1pq1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq\n{age}\n", REFUSED),
    ("age1tag1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t\n", REFUSED),
    ("github:FiloSottile\n", REFUSED),
    ("{identity}\n{age}\n", REFUSED),
    ("# created\n# public key: {age}\n{identity}\n", REFUSED),
    ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n", REFUSED),
    ("AGE-PLUGIN-YUBIKEY-1QWT50D\n", REFUSED),
]  # fmt: skip


@pytest.mark.parametrize(("template", "expected"), CASES, ids=[repr(case[0])[:60] for case in CASES])
def test_recipients_of_a_key_file_agree_with_ssh_keygen_and_age(
    ring: Keyring, tmp_path: Path, template: str, expected: str | None
) -> None:
    path = tmp_path / "keys"
    path.write_bytes(template.format(**ring.lines).encode())
    found = found_in(path)
    wanted = REFUSED if expected is None else {ring.fingerprints[name] for name in expected.split()}
    assert (found and {each.shown for each in found.keys}) == wanted

    seen = set(fingerprint_of(path))
    sealed = subprocess.run(["age", "-a", "-R", path], input=b"x", capture_output=True)
    if found:
        assert {each.shown for each in found.keys if each.ssh} <= seen, "ssh-keygen names no such key"
        assert len(seen) <= len(found.keys) + len(found.left_out), "a key that ssh-keygen names is passed over"
    if found and not sealed.returncode and "{RSA8192}" not in template:
        assert AgeSeal(found).is_sealed(sealed.stdout.rstrip(b"\n")), "age encrypts for others"
    if not seen and sealed.returncode:
        assert found is REFUSED


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_key_file_in_utf_16_or_utf_32_is_rejected(ring: Keyring, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "keys"
    path.write_bytes(f"{ring.lines['A']}\n".encode(encoding))
    assert found_in(path) is REFUSED


@pytest.mark.parametrize("form", ["PEM", "PKCS8", "RFC4716"])
def test_a_private_key_in_any_form_is_rejected_and_not_quoted_in_the_error(tmp_path: Path, form: str) -> None:
    needs("ssh-keygen")
    path = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-m", form, "-N", "", "-f", path], check=True)
    der = tmp_path / "der"
    body = "".join(row for row in path.read_text().splitlines() if not row.startswith("-"))
    der.write_bytes(base64.b64decode(body))
    for given in (str(path), str(der), path.read_text()):
        with pytest.raises(UsageError) as caught:
            find_recipients([given])
        told = f"{caught.value.cause} {caught.value.next_step}"
        assert not any(row in told for row in path.read_text().splitlines() if len(row) > 40)


@pytest.mark.parametrize("name", ["A", "B", "age"])
def test_a_key_given_as_text_is_read_like_a_key_in_a_file(ring: Keyring, name: str) -> None:
    [key] = find_recipients([f" {ring.lines[name]}\n"]).keys
    assert key.shown == ring.fingerprints[name]
    for refused in (
        "@revoked * {A}",
        "host {A}",
        "{E}",
        "{identity}",
        "age1pq1qqqq",
        'command="{A}" {E}',
        "{A}\n{LIES}",
    ):
        with pytest.raises(UsageError) as caught:
            find_recipients([refused.format(**ring.lines)])
        assert ring.lines["identity"] not in f"{caught.value.cause} {caught.value.next_step}"


def test_duplicate_keys_count_once_and_left_out_keys_are_listed(ring: Keyring, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("{A} first\n{E}\n".format(**ring.lines))
    two.write_text("{E}\n{B}\n{A} again\n".format(**ring.lines))
    found = find_recipients([str(one), str(two)])
    assert [each.shown for each in found.keys] == [ring.fingerprints["A"], ring.fingerprints["B"]]
    assert found.keys[0].comment == "first"
    assert [told.partition(" (")[0] for told in found.left_out] == [f"Line 2 of {one}", f"Line 1 of {two}"]
    assert all(ring.fingerprints["E"] in told for told in found.left_out)
    assert ("Left out", found.left_out[0]) in AgeSeal(found).recipients
