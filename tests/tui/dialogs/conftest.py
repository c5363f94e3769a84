import shutil
from pathlib import Path

import pytest
from rich.pretty import pretty_repr
from textual.drivers.headless_driver import HeadlessDriver
from textual.message import Message
from textual.message_pump import MessagePump

from tests.tui.dialogs.hidden import Hidden
from tui.base.clipboards import choose


@pytest.fixture
def hidden() -> Hidden:
    """A password that the test knows backwards only."""
    return Hidden()


@pytest.fixture
def terminal_output(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that goes to the terminal; copies go there, too."""
    texts: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "write", lambda _, data: texts.append(data))
    monkeypatch.setattr("tui.base.clipboards.choose", choose)
    return texts


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How every message looks to whoever logs or prints it."""
    looks: list[str] = []
    post = MessagePump.post_message

    def watching(pump: MessagePump, message: Message) -> bool:
        looks.append(f"{message!r} {message} {pretty_repr(message)} {vars(message)}")
        return post(pump, message)

    monkeypatch.setattr(MessagePump, "post_message", watching)
    return looks


@pytest.fixture
def short_names(age_identity: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the program was started: names of files are short there."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(age_identity.with_suffix(".pub"), tmp_path / "a.pub")
