"""Bytes from a terminal become keys and reports, or nothing."""

import asyncio
import itertools
import os
import threading
import unicodedata
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size

from tui.terminal.input import LONGEST_PASTE, Pasted
from tui.terminal.textual_private import reading, reports_for_us, terminal_input
from widgets.pasted import CONTROL

NUMBERS = st.sampled_from(["", "0", "1", "3", "13", "27", "97", "255", "55296", "1114112", "9" * 40, "-1", "1:2", "٣"])
SEQUENCES = st.builds(
    lambda begin, numbers, end: (begin + ";".join(numbers) + end).encode(),
    st.sampled_from(
        ["\x1b[", "\x1b[<", "\x1b[?", "\x1b[48;", "\x1bO", "\x1b]", "\x1bP", "\x1b[M", "\x1b[[", "\x1b[200~"]
    ),
    st.lists(NUMBERS, max_size=5),
    st.sampled_from(["u", "~", "M", "m", "R", "t", "$y", "A", "\x07", "\x1b\\", "", "\x1b", "$", "\x1b[201~"]),
)
INPUT = st.lists(
    st.one_of(st.binary(max_size=12), SEQUENCES, st.sampled_from([b"\x1b", b"\x9b", b"\xc3", "ä漢🔑".encode()]))
)
SILENCE = st.sampled_from([0.0, 0.1, 1.0, 2.0])


@given(st.lists(st.tuples(INPUT, SILENCE)))
def test_any_bytes_become_input_that_textual_can_parse(pieces: list[tuple[list[bytes], float]]) -> None:
    typed, parser = terminal_input(), XTermParser()
    for data, silence in pieces:
        for found in [*typed.feed(b"".join(data)), *typed.pause(silence)]:
            if isinstance(found, Pasted):
                assert not any(unicodedata.category(each) == "Cc" and each not in "\t\n\r" for each in found.text)
                continue
            assert len(found) == 1 or found.startswith("\x1b")
            for event in parser.feed(found):
                character = getattr(event, "character", None) or ""
                character.encode()  # no half of a surrogate pair, which no terminal could be sent
                if isinstance(event, events.MouseEvent):
                    assert 0 <= min(event.x, event.y) <= max(event.x, event.y) < 10_000
            if parser._timeout_time is None:
                continue
            parser._timeout_time = 0.0
            assert all(isinstance(event, reports_for_us()) for event in parser.tick())


@given(INPUT, st.lists(st.integers(0, 200)))
def test_the_result_does_not_depend_on_how_the_bytes_are_split(pieces: list[bytes], cuts: list[int]) -> None:
    data = b"".join(pieces)
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    whole, cut = terminal_input(), terminal_input()
    parts = [data[start:end] for start, end in itertools.pairwise(edges)]
    assert [*whole.feed(data)] == [found for part in parts for found in cut.feed(part)]


TAKEN: tuple[tuple[bytes, Sequence[str | Pasted]], ...] = (
    ("aé漢🔑".encode(), ["a", "é", "漢", "🔑"]),
    (b"\xfcx", ["\ufffd", "x"]),
    (b"\xe1x", ["\ufffd", "x"]),
    (b"\xc3\x1b[A", ["\ufffd", "\x1b[A"]),
    (b"\xc2\x9bx", ["x"]),
    (b"\x9bA\x8fP", ["\x1b[A", "\x1bOP"]),
    (b"\x1b[A\x1bOA\x1b[1;5A\x1b[[A\x1b[3$\x1b[3~", ["\x1b[A", "\x1bOA", "\x1b[1;5A", "\x1b[[A", "\x1b[3$", "\x1b[3~"]),
    (b"\x1ba", ["\x1ba"]),
    (b"\x1b[M \x21\x22", ["\x1b[<0;1;2M"]),
    (b"\x1b[M#\xff\xfe", ["\x1b[<0;223;222m"]),
    (b"\x1b[M`!!", ["\x1b[<64;1;1M"]),
    (b"\x1b[M \x00\x00q", ["q"]),
    (b"\x1b[M\x1b[A", ["\x1b[A"]),
    (b"\x1b[<0;3;4M\x1b[<0;3;4m", ["\x1b[<0;3;4M", "\x1b[<0;3;4m"]),
    (b"\x1b[<0;99999;1M\x1b[<0;0;0Mx", ["x"]),
    (b"\x1b[97;5u\x1b[13u\x1b[27u", ["\x1b[97;5u", "\x1b[13u", "\x1b[27u"]),
    (b"\x1b[97:65;5:1u", ["\x1b[97;5u"]),
    (b"\x1b[97;1:3ux", ["x"]),
    (b"\x1b[0;;228u", ["\x1b[0;;228u"]),
    (b"\x1b[55296u\x1b[1114112u\x1b[99;5~x", ["x"]),
    (b"\x1b[48;9999;9999;1;0tx", ["x"]),
    (b"\x1b[?2026;2$y\x1b[?2048;1$yx", ["\x1b[?2026;2$y", "x"]),
    (b"\x1b]11;rgb:0000/0000/0000\x1b\\k", ["k"]),
    (b"\x1bP>|XTerm(380)\x1b\\k", ["k"]),
    (b"\x1b]52;c;eA==\x07k", ["k"]),
    (b"\x1b]" * 5000 + b"\x1b\\k", ["k"]),
    (b"\x1b[" + b"1;" * 5000 + b"uk", ["k"]),
    (b"\x1b[200~a\nb\x1b[31m\x00\x07\x1b[201~k", [Pasted(f"a\nb{CONTROL}[31m{CONTROL * 2}"), "k"]),
    (b"\x1b[200~\xff\x1b\x1b[201~k", [Pasted(f"\ufffd{CONTROL}"), "k"]),
    (b"\x1b[200~\x1b[201~k", ["k"]),
)


@pytest.mark.parametrize(("data", "found"), TAKEN, ids=[repr(data[:24]) for data, _ in TAKEN])
def test_keys_and_reports_are_recognized_and_other_input_is_dropped(data: bytes, found: list[str | Pasted]) -> None:
    assert [*terminal_input().feed(data)] == found


@pytest.mark.parametrize(
    ("data", "found"),
    [(b"\x1b", ["\x1b"]), (b"\x1b[", ["\x1b["]), (b"\x1bP", ["\x1bP"]), (b"\x1bO", ["\x1bO"]), (b"\x9b", ["\ufffd"])],
)
def test_an_incomplete_sequence_becomes_a_key_after_a_pause(data: bytes, found: list[str]) -> None:
    typed = terminal_input()
    assert [*typed.feed(data)] == []
    assert [*typed.pause(0.05)] == []
    assert [*typed.pause(0.1)] == found
    assert [*typed.feed(b"x")] == ["x"]


@pytest.mark.parametrize("data", [b"\x1b[1;", b"\x1b]11;rgb", b"\x1bPq", b"\x1b[M ", b"\x9dx"])
def test_an_unterminated_sequence_does_not_hold_back_the_next_key(data: bytes) -> None:
    typed = terminal_input()
    assert [*typed.feed(data), *typed.pause(1.0), *typed.feed(b"k")] == ["k"]


class TestPaste:
    def test_an_unterminated_paste_is_delivered_after_a_pause_and_keys_work_again(self) -> None:
        typed = terminal_input()
        assert [*typed.feed(b"\x1b[200~one"), *typed.pause(2.0)] == [Pasted("one")]
        assert [*typed.feed(b" and the rest"), *typed.pause(2.0)] == [Pasted(" and the rest")]
        assert [*typed.feed(b"\x11")] == ["\x11"]

    def test_the_rest_of_a_stalled_paste_does_not_press_keys(self) -> None:
        typed = terminal_input()
        assert [*typed.feed(b"\x1b[200~q"), *typed.pause(2.0), *typed.feed(b"qqqq\x1b[201~")] == [
            Pasted("q"),
            Pasted("qqqq"),
        ]
        assert [*typed.feed(b"q")] == ["q"]

    def test_a_paste_is_cut_at_the_maximum_size(self) -> None:
        [found] = terminal_input().feed(b"\x1b[200~" + b"x" * (LONGEST_PASTE + 5) + b"\x1b[201~")
        assert found == Pasted("x" * LONGEST_PASTE)


class Listening:
    """Stands for the app, where the driver's thread reports to it."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.is_closed = threading.Event()
        self.size = Size(80, 24)
        self._message_queue = SimpleNamespace(qsize=lambda: 0)

    async def _post_message(self, message: Any) -> None:
        self.heard.append(message)

    def call_later(self, then: Any, *arguments: Any) -> None:
        then(*arguments)

    def terminal_closed(self) -> None:
        self.is_closed.set()

    def input_failed(self, error: Exception) -> None:
        raise AssertionError from error


def test_the_driver_reads_a_terminal_to_its_end() -> None:
    ours, theirs = os.openpty()
    app = Listening()

    async def read() -> None:
        kind: Any = reading(LinuxDriver)
        driver = kind.__new__(kind)
        driver.__dict__ |= {
            "_app": app,
            "fileno": theirs,
            "exit_event": threading.Event(),
            "_loop": asyncio.get_running_loop(),
            "_down_buttons": [],
            "_last_move_event": None,
            "cursor_origin": None,
            "_mouse": True,
        }
        thread = threading.Thread(target=driver._run_input_thread)
        thread.start()
        os.write(ours, b"a\xfc\x1b[48;9;9;1;0t\x1b[M \xff\xff\x1b[200~p\x1b[201~\x1b[A\x1b[1;1Rz\n")
        while not (app.heard and getattr(app.heard[-1], "key", "") in ("enter", "ctrl+j", "ctrl+m")):
            await asyncio.sleep(0)
        os.close(ours)
        await asyncio.to_thread(thread.join)

    asyncio.run(read())
    os.close(theirs)
    assert app.is_closed.is_set()
    keys = [event.character for event in app.heard if isinstance(event, events.Key)]
    assert keys[:4] == ["a", "\ufffd", None, "z"]
    assert [event.text for event in app.heard if isinstance(event, events.Paste)] == ["p"]
    assert not [event for event in app.heard if isinstance(event, events.Resize | events.CursorPosition)]
