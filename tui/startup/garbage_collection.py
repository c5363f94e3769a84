"""When garbage is collected: not during a start, whose imports make a hundred thousand objects that all stay."""

import gc


def put_off_collecting() -> None:
    """Collect nothing until `begin_collecting`."""
    gc.disable()


def begin_collecting() -> None:
    """Collect from now on, but look no more at what is there; nothing where collecting was not put off."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def collect_no_more() -> None:
    """Leave all that is there to the end of the process, in which Python would look at it several times."""
    gc.freeze()
