import gc
import secrets
import string
from collections.abc import Callable, Iterator

import pyte
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.geometry import Offset
from textual.selection import SELECT_ALL

from tests.profiles import examples
from tests.wait import wait_until
from tests.widgets.host import Host, drawn
from widgets.secret_view import GONE, MASK_CELLS, SecretView

PRINTABLE = string.ascii_letters + string.digits + string.punctuation + " "


class Held:
    """A password that exists as text only inside a call."""

    def __init__(self, text: str) -> None:
        self._bytes = bytearray(text.encode())
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        return self._bytes.decode()

    def is_in(self, text: str) -> bool:
        return self._bytes in bytearray(text.encode(errors="replace"))


def fresh() -> Held:
    return Held(secrets.token_urlsafe(24))


def terminal(view: SecretView) -> list[str]:
    """What a terminal shows of the widget when it is sent what is drawn."""
    width, height = view.size
    screen = pyte.Screen(width, max(1, height))
    stream = pyte.Stream(screen)
    for y in range(height):
        stream.feed(f"\x1b[{y + 1};1H" + view.render_line(y).render(view.app.console))
    return list(screen.display)


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.sampled_from(PRINTABLE), min_size=1, max_size=90), st.integers(3, 60))
async def test_a_terminal_shows_every_character_and_no_other(text: str, width: int) -> None:
    view = SecretView(lambda: text)
    async with Host(view).run_test(size=(width, 40)) as pilot:
        view.revealed = True
        await pilot.pause()
        assert "".join(terminal(view)) == text.ljust(width * view.size.height)
        assert "".join(drawn(view)) == text.ljust(width * view.size.height)
        assert view.size.height == -(-len(text) // width)
        assert view.has_invisible == (text != text.strip())


@pytest.mark.parametrize("length", [1, 12, 40])
async def test_the_mask_does_not_reveal_the_length(length: int) -> None:
    view = SecretView(Held("x" * length))
    async with Host(view).run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        assert [line.strip() for line in drawn(view)] == ["•" * MASK_CELLS]


async def test_the_mask_is_ascii_on_a_plain_terminal() -> None:
    view = SecretView(fresh())
    async with Host(view, ansi=True).run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        assert drawn(view)[0].strip() == "*" * MASK_CELLS


async def test_the_secret_is_accessed_only_while_it_is_revealed() -> None:
    held = fresh()
    view = SecretView(held)
    async with Host(view).run_test(size=(80, 5)) as pilot:
        view.refresh(layout=True)
        await pilot.pause()
        assert view.has_invisible is False
        assert held.calls == 0
        view.revealed = True
        await pilot.pause()
        assert drawn(view)[0].strip() == held()
        view.revealed = False
        await pilot.pause()
        calls = held.calls
        view.refresh(layout=True)
        await pilot.pause()
        assert held.calls == calls


def everything_of(view: SecretView) -> str:
    return repr(view) + repr(vars(view)) + repr(view.render()) + view.app.export_screenshot()


async def test_the_masked_widget_has_the_secret_nowhere() -> None:
    held = fresh()
    view = SecretView(held)
    async with Host(view).run_test(size=(80, 5)) as pilot:
        await pilot.pause()
        assert not held.is_in(everything_of(view))
        view.revealed = True
        await pilot.pause()
        assert not held.is_in(repr(view) + repr(vars(view)))
        view.revealed = False
        await pilot.pause()
        assert not held.is_in(everything_of(view))


def strings_in_memory() -> Iterator[str]:
    """Every string that some live object holds, the caches of libraries included."""
    gc.collect()
    waiting: list[object] = gc.get_objects()
    seen = {id(each) for each in waiting}
    while waiting:
        # the collector does not list containers of nothing but strings, such as the key of a cached call
        for each in gc.get_referents(waiting.pop()):
            if type(each) is str:
                yield each
            elif id(each) not in seen and not gc.is_tracked(each):
                seen.add(id(each))
                waiting.append(each)


@pytest.mark.parametrize("end", [SecretView.forget, lambda view: setattr(view, "revealed", False)])
async def test_a_secret_that_was_drawn_leaves_no_copy_in_memory(end: Callable[[SecretView], None]) -> None:
    held = fresh()
    view = SecretView(held)
    async with Host(view).run_test(size=(80, 5)) as pilot:
        for width in (80, 20, 9):
            await pilot.resize_terminal(width, 9)
            view.revealed = True
            await pilot.pause()
            assert "".join(drawn(view)).strip() == held()
        end(view)
        await pilot.pause()
        assert not [text for text in strings_in_memory() if held.is_in(text)]


async def test_masking_clears_the_cache_of_drawn_lines() -> None:
    view = SecretView(fresh())
    async with Host(view).run_test(size=(80, 5)) as pilot:
        view.revealed = True
        await pilot.pause()
        assert view._styles_cache._cache
        view.revealed = False
        assert not view._styles_cache._cache


async def test_forget_leaves_the_view_blank_even_if_revealed_again() -> None:
    held = fresh()
    view = SecretView(held)
    async with Host(view).run_test(size=(80, 5)) as pilot:
        view.revealed = True
        await pilot.pause()
        view.forget()
        view.revealed = True
        calls = held.calls
        await pilot.pause()
        assert "".join(drawn(view)).strip() == ""
        assert held.calls == calls


async def test_a_wiped_secret_is_shown_as_gone() -> None:
    def wiped() -> str:
        raise RuntimeError("wiped")

    view = SecretView(wiped)
    async with Host(view).run_test(size=(80, 5)) as pilot:
        view.revealed = True
        await pilot.pause()
        assert drawn(view)[0].strip() == GONE


async def test_the_revealed_secret_cannot_be_selected() -> None:
    view = SecretView(fresh())
    async with Host(view).run_test(size=(80, 5)) as pilot:
        view.revealed = True
        await pilot.pause()
        await pilot.mouse_down(view, offset=Offset(1, 0))
        await pilot.hover(view, offset=Offset(20, 0))
        await pilot.mouse_up(view, offset=Offset(20, 0))
        assert not view.screen.get_selected_text()
        assert view.get_selection(SELECT_ALL) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\u202eb\n", r"a\u202eb\n"),
        ("a\u00a0b", r"a\xa0b"),
        (" a", " a"),
    ],
)
async def test_invisible_characters_are_shown_and_flagged(text: str, shown: str) -> None:
    view = SecretView(lambda: text)
    async with Host(view).run_test(size=(80, 5)) as pilot:
        view.revealed = True
        await pilot.pause()
        assert drawn(view)[0].rstrip() == shown
        assert view.has_invisible


async def test_an_escape_does_not_look_like_a_backslash_of_the_password() -> None:
    view = SecretView(lambda: "\\x1b\x1b")
    async with Host(view).run_test(size=(80, 5)) as pilot:
        view.revealed = True
        await pilot.pause()
        segments = list(view.render_line(0))
        assert "".join(s.text for s in segments if s.style is not None and s.style.reverse) == "\\x1b"
        assert segments[0].style is not None
        assert not segments[0].style.reverse


async def test_markup_and_wide_characters_are_drawn_as_they_are() -> None:
    text = "[b]a[/]名前[@click=app.quit]e\u0301"
    view = SecretView(lambda: text)
    async with Host(view).run_test(size=(80, 5)) as pilot:
        view.revealed = True
        await pilot.pause()
        assert drawn(view)[0].rstrip() == text
        await pilot.resize_terminal(8, 9)
        await wait_until(pilot, lambda: "".join(line.rstrip() for line in drawn(view)) == text)
