"""How many inputs Hypothesis makes up: few with every run of the tests, many with `make fuzz`."""

from hypothesis import settings

SMALL = 40
LONG = 2000


def register() -> None:
    """Make both known, and the small one the usual. Neither watches the clock: the processor may be elsewhere."""
    settings.register_profile("small", max_examples=SMALL, deadline=None)
    settings.register_profile("fuzz", max_examples=LONG, deadline=None, print_blob=True)
    settings.load_profile("small")


def examples(usual: int) -> int:
    """So many, or in the long profile as many times more; for tests of which one input takes long, or hardly any."""
    return max(1, usual * settings().max_examples // SMALL)
