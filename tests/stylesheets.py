"""Stylesheets are parsed once in a run, and not again by each of the thousand apps that tests start."""

from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet


def parse_once(patches: pytest.MonkeyPatch) -> None:
    """Let all apps share what was parsed, as the sheets of one app do already."""
    parse = Stylesheet._parse_rules
    parsed: dict[tuple[object, ...], Any] = {}

    def shared(sheet: Stylesheet, css: str, read_from: Any, *more: Any, **named: Any) -> Any:
        key = (css, read_from, more, tuple(named.items()), tuple(sheet._variables.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, css, read_from, *more, **named)
        return parsed[key]

    patches.setattr(Stylesheet, "_parse_rules", shared)
