"""A tmux buffer of our own name, which tmux also passes on to the terminal."""

import re
import secrets
import threading
import time
from collections.abc import Mapping, Sequence

from services.clipboard import NOTHING_OF_OURS, Cleanup, Clipboard, CopyOutcome, CopyState
from services.clipboard.device import write_to
from services.clipboard.fingerprint import Fingerprint
from services.clipboard.osc52 import BLANK, FRAME_SECONDS, OUTER_ADVICE, sequence
from services.clipboard.tmux_clients import Client, Server
from services.model.secret import Secret
from services.system.process import ProcessResult, run

FIRST_WITH_CLIPBOARD = (3, 2)
"""The first tmux whose `load-buffer` has `-w` (tmux's CHANGES)."""


class Tmux(Clipboard):
    """The server that `environ` leads to; `tmux` is the program's path."""

    name = "tmux buffer"
    is_far = True

    def __init__(self, tmux: str, *, environ: Mapping[str, str], advice: str) -> None:
        self._server = Server(tmux, environ)
        self._advice = advice
        self._buffer = f"ocismtp-{secrets.token_hex(4)}"
        self._lock = threading.Lock()
        self._holds_ours = False
        self._last: Fingerprint | None = None
        self._reached: set[str] = set()
        self._can_refresh = False

    def copy(self, text: Secret) -> CopyOutcome:
        """Load the buffer and read it back; what the terminal does with it, tmux does not know."""
        data = text.reveal().encode()
        with self._lock:
            self._can_refresh = False
            client = next(iter(self._server.clients()), None)
            self._set_apart(client, data)
            loaded = self._load(data, client)
            # A tmux that did not end in time might have it anyway.
            self._holds_ours = self._holds_ours or loaded.code in (0, None)
            if not loaded.ok:
                return CopyOutcome(CopyState.UNAVAILABLE, "Couldn't copy to tmux.", "Try --clipboard osc52.")
            held = self._show()
            is_past = client is not None and self._write_past(client, text.reveal())
            if client and (client.is_heard or is_past):
                self._reached.add(client.name)
        if held.code is None:
            message = f"Sent to tmux (buffer {self._buffer}), but couldn't verify it."
            return CopyOutcome(CopyState.SENT, message, self._advice_for(client))
        if held.output != data:
            return CopyOutcome(
                CopyState.UNAVAILABLE, "Couldn't copy: tmux holds something else.", "Try --clipboard osc52."
            )
        return self._copied(client, is_past)

    def _copied(self, client: Client | None, is_past: bool) -> CopyOutcome:
        where, advice = f"Copied to tmux (buffer {self._buffer})", self._advice_for(client)
        if client is None or client.is_heard or is_past:
            doubt = "If nothing is pasted, your terminal blocks clipboard access"
            sent = "and sent to your terminal" if is_past else "and asked tmux to forward it to your terminal"
            return CopyOutcome(CopyState.COPIED, f"{where} {sent}.", advice, doubt)
        if client.request:
            why = "mosh drops what tmux sends"
            advice = r"In ~/.tmux.conf: set -as terminal-overrides ',*:Ms=\E]52;c;%p2%s\007'"
        else:
            why = f"TERM={client.kind} has no Ms"
            advice = (
                "In tmux, prefix ] pastes it. If the terminal supports copies: set -as terminal-features ',*:clipboard'"
            )
        held_back = f"tmux doesn't forward it to your terminal: {why}."
        return CopyOutcome(CopyState.COPIED, f"{where} only.", advice, held_back=held_back)

    def clear(self) -> CopyOutcome:
        """Overwrite, so that the terminal's clipboard goes too, then delete the buffer. Others are not touched."""
        with self._lock:
            if not self._holds_ours:
                return NOTHING_OF_OURS
            clients = self._server.clients()
            overwritten = self._overwrite(clients)
            if overwritten.code is None or self._show().code in (0, None):
                return CopyOutcome(
                    CopyState.UNAVAILABLE,
                    f"Couldn't delete tmux buffer {self._buffer}.",
                    f"Run tmux delete-buffer -b {self._buffer}",
                )
            self._holds_ours = False
            self._can_refresh = overwritten.ok
        if not overwritten.ok:
            told = "tmux has ended, so your terminal's clipboard couldn't be cleared."
            return CopyOutcome(CopyState.CLEAR_SENT, told, is_owed=True)
        return self._cleared(clients, f"Cleared tmux buffer {self._buffer}")

    def _cleared(self, clients: Sequence[Client], done: str = "") -> CopyOutcome:
        advice = self._advice_for(next(iter(clients), None))
        if not clients:
            told = (
                f"{done or 'Nothing was asked'}. No terminal is attached. Your clipboard is cleared when one attaches."
            )
            return CopyOutcome(CopyState.CLEAR_SENT, told, advice, is_owed=True)
        if done and not any(client.is_heard for client in clients) and not self._reached:
            return CopyOutcome(CopyState.CLEARED, f"{done}.")
        is_same = not self._reached or any(client.name in self._reached for client in clients)
        whom = "your terminal" if is_same else "the terminal that is attached now"
        told = f"{done}. Asked {whom}" if done else f"Asked {whom}"
        return CopyOutcome(CopyState.CLEAR_SENT, f"{told} to clear its clipboard.", advice, is_owed=True)

    def refresh(self) -> CopyOutcome | None:
        """Ask the terminal for the last clear once more."""
        with self._lock:
            if not self._can_refresh:
                return None
            clients = self._server.clients()
            self._overwrite(clients)
        return self._cleared(clients)

    def blank(self) -> CopyOutcome | None:
        """Overwrite what another program of ours may have left on the terminal."""
        with self._lock:
            clients = self._server.clients()
            self._overwrite(clients)
        return CopyOutcome(CopyState.CLEAR_SENT, "Asked your terminal to clear its clipboard.") if clients else None

    def attached(self) -> frozenset[str]:
        """The clients of our session."""
        return self._server.names()

    def forget(self) -> None:
        """Delete the tmux buffer, if it holds what we copied last."""
        with self._lock:
            if self._holds_ours:
                self._server.ask("delete-buffer", "-b", self._buffer)
                self._holds_ours = False

    def cleanup(self) -> Cleanup:
        """The same as `clear`, in one command."""
        load = [self._server.path, "load-buffer", "-w", "-b", self._buffer, "-"]
        return Cleanup(self._buffer, command=(*load, ";", "delete-buffer", "-b", self._buffer), stdin=BLANK)

    def _overwrite(self, clients: Sequence[Client]) -> ProcessResult:
        """A space, for tmux ignores an empty buffer; for every terminal that has the text, or else for all."""
        reached = [client for client in clients if client.name in self._reached] or clients
        loaded = self._load(BLANK.encode(), None if not reached else reached[0])
        for client in reached[1:]:
            self._load(BLANK.encode(), client)
        if loaded.ok:
            self._server.ask("delete-buffer", "-b", self._buffer)
        for client in reached:
            self._write_past(client, BLANK)
        return loaded

    def _set_apart(self, client: Client | None, data: bytes) -> None:
        """Mosh drops a copy that is like the last one, although the person has copied something else since."""
        if client and self._last and self._last.matches(data) and client.is_over_mosh:
            self._overwrite([client])
            time.sleep(FRAME_SECONDS)  # mosh sends one state a frame
        self._last = Fingerprint(data)

    def _write_past(self, client: Client, text: str) -> bool:
        """Ask the terminal ourselves where it would take a request, and mosh drops what tmux makes of it."""
        if not client.request or client.is_heard:
            return False
        return bool(write_to([client.terminal], sequence(text)))

    def _advice_for(self, client: Client | None) -> str:
        return OUTER_ADVICE if client and client.may_keep_it else self._advice

    def _load(self, data: bytes, client: Client | None) -> ProcessResult:
        target = ["-t", client.name] if client else []
        return self._server.ask("load-buffer", "-w", *target, "-b", self._buffer, "-", stdin=data)

    def _show(self) -> ProcessResult:
        return self._server.ask("show-buffer", "-b", self._buffer)


def can_pass_on(tmux: str, environ: Mapping[str, str]) -> bool:
    """Whether that tmux is new enough for us."""
    said = run([tmux, "-V"], environ=environ)
    version = re.match(rb"tmux (?:next-)?(\d+)\.(\d+)", said.output)
    if version is None:  # `tmux master`, `tmux openbsd-7.6`: built from recent sources
        return said.ok
    return (int(version[1]), int(version[2])) >= FIRST_WITH_CLIPBOARD


def is_over_ssh(tmux: str, environ: Mapping[str, str]) -> bool:
    """Whether the person is attached to this session from another computer, wherever the session was started."""
    server = Server(tmux, environ)
    said = server.ask("show-environment", "SSH_CONNECTION")
    if said.ok and said.output.startswith(b"SSH_CONNECTION="):
        return True
    return any(client.is_remote for client in server.clients())
