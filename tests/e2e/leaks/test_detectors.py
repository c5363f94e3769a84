"""The sentinel tests look where they say that they look: what is planted there is found."""

import base64
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.leaks.files import found_in_files
from tests.e2e.leaks.forms import forms, is_in
from tests.e2e.leaks.frames import ENTER, LEAVE, frames, seen_outside, written_outside
from tests.e2e.leaks.sampler import Sampler
from tests.e2e.terminal import SIZES
from tests.services.clipboard.desktops import until

SIZE = SIZES[0]


@pytest.fixture
def secret() -> str:
    return f'<"&\\{secrets.token_urlsafe(12)}$'


@pytest.mark.parametrize("before", ["", "x", "xy", "xyz"])
@pytest.mark.parametrize(
    "write",
    [
        str.encode,
        lambda text: base64.b64encode(text.encode()),
        lambda text: base64.urlsafe_b64encode(text.encode()),
        lambda text: text.encode().hex().encode(),
        lambda text: base64.b64encode(json.dumps({"password": text}).encode()),
        lambda text: text.encode("utf-16"),
        lambda text: text[::-1].encode(),
        lambda text: repr(text).encode(),
    ],
)
def test_every_encoding_of_a_secret_is_found_at_any_offset(
    secret: str, before: str, write: Callable[[str], bytes]
) -> None:
    assert is_in(b"some " + write(f"{before}{secret}more") + b" text", forms(secret))
    assert not is_in(b"some " + write(f"{before}{secrets.token_urlsafe(12)}more") + b" text", forms(secret))


def test_a_secret_drawn_letter_by_letter_in_an_svg_image_is_found(secret: str) -> None:
    letters = "".join(f'<text x="{at}">&#{ord(char)};</text>\n' for at, char in enumerate(secret))
    assert is_in(f"<svg>{letters}</svg>".encode(), forms(secret))


def test_a_secret_in_file_names_contents_and_links_is_found(secret: str, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "down"
    folder.mkdir(parents=True)
    (folder / "content").write_text(f"it is {secret}\n")
    (folder / f"it is {secret}").touch()
    (folder / "link").symlink_to(f"/nowhere/{secret}")
    (folder / "innocent").write_text("nothing")
    assert len(found_in_files(tmp_path, [secret])) == 3


@pytest.mark.parametrize("where", ["arguments", "environment"])
def test_a_secret_in_arguments_or_environment_of_a_grandchild_is_found(secret: str, where: str) -> None:
    marked = [secret] if where == "arguments" else []
    environ = {"PATH": os.environ["PATH"], **({"MARK": secret} if where == "environment" else {})}
    script = "import subprocess, sys; subprocess.run(['cat', *sys.argv[1:], '-'])"
    sampler = Sampler()
    with subprocess.Popen([sys.executable, "-c", script, *marked], env=environ, stdin=subprocess.PIPE) as process:
        until(lambda: sampler.found([secret]) and "cat" in sampler.programs().split())
        process.communicate()
    sampler.stop()
    assert not sampler.found([secret[::-1] + "x"])


def letter_by_letter(secret: str) -> bytes:
    return "".join(f"\x1b[3{at % 8}m{char}\x1b[0m" for at, char in enumerate(secret)).encode()


def test_a_secret_on_the_screen_is_found_except_at_the_allowed_moment(secret: str) -> None:
    before = b"\x1b[2J\x1b[Hwait"
    shown = before + b"\x1b[5;10H" + letter_by_letter(secret)
    moment = range(len(before), len(shown) + 1)
    for rest in (b"", b" " * 2000 + b"\x1b[2J" + b"done"):
        assert seen_outside(shown + rest, SIZE, secret, [])
        assert written_outside(shown + rest, secret, [])
        assert not written_outside(shown + rest, secret, [moment])
    assert not seen_outside(shown, SIZE, secret, [moment])
    assert not seen_outside(shown + b"\x1b[2Jdone", SIZE, secret, [moment])


def test_a_secret_is_found_in_the_scrollback_and_on_the_alternate_screen(secret: str) -> None:
    behind = letter_by_letter(secret) + b"\r\n" * 60 + ENTER + b"\x1b[2Jthe app" + LEAVE
    last = list(frames(behind, SIZE))[-1]
    assert not last.is_alternate
    assert seen_outside(behind, SIZE, secret, [])[-1] == len(behind)
    inside = ENTER + b"\x1b[H" + letter_by_letter(secret) + LEAVE
    assert seen_outside(inside, SIZE, secret, []) == [len(inside) - len(LEAVE)]


def test_a_secret_in_a_window_title_is_found(secret: str) -> None:
    assert seen_outside(b"\x1b]2;" + secret.encode() + b"\x07hello", SIZE, secret, [])


def test_a_clipboard_copy_is_allowed_but_its_base64_elsewhere_is_found(secret: str) -> None:
    encoded = base64.b64encode(secret.encode())
    assert not written_outside(b"text\x1b]52;c;" + encoded + b"\x07text", secret, [])
    assert written_outside(b"text\x1b]2;" + encoded + b"\x07text", secret, [])
