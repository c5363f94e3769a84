"""Textual without what it only names: `textual.types` imports widgets that no place of ours has."""

from services.startup.lazy_module import put_off


def lighten_textual() -> None:
    """From now on `textual.types` runs when something is asked of it that starting does not need.

    It gathers names of other modules for people to import (textual/types.py); Textual itself asks it for two of
    `textual._types`. Too late once Textual's app is imported.
    """
    put_off("textual.types", _type)


def _type(name: str) -> object:
    import textual._types

    try:
        return vars(textual._types)[name]
    except KeyError:
        raise LookupError(name) from None
