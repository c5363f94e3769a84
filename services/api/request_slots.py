"""Slots for requests on the network: a bound on how many wait for an answer, not on how many are being signed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar

TakeSlot = Callable[[], AbstractContextManager[None]]
"""Waits for a slot and has it until the end of the `with` block."""

_TAKE: ContextVar[TakeSlot] = ContextVar("take a slot", default=nullcontext)


@contextmanager
def sent_in(take: TakeSlot) -> Iterator[None]:
    """Within it, this thread's requests take a slot from the first byte that is sent to the head of the answer."""
    before = _TAKE.set(take)
    try:
        yield
    finally:
        _TAKE.reset(before)


def request_slot() -> AbstractContextManager[None]:
    """The slot of a request that is sent now. What `take` raises comes out of the request, which isn't sent then."""
    return _TAKE.get()()
