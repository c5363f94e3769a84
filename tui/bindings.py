"""The registry's commands as Textual bindings."""

from textual.binding import Binding, BindingType

from tui.commands import BY_ID


def bindings(*ids: str, priority: bool = False) -> list[BindingType]:
    """Bindings for the commands named."""
    commands = [BY_ID[name] for name in ids]
    return [
        Binding(
            item.keys,
            item.action,
            item.label or item.help,
            show=bool(item.label),
            tooltip=item.help,
            id=item.id,
            priority=priority,
        )
        for item in commands
    ]


def footer_actions(*ids: str) -> tuple[str, ...]:
    """The actions of the commands named, for a footer in that order."""
    return tuple("select" if name == "open" else BY_ID[name].action for name in ids)
