"""The registry's commands as Textual bindings."""

from textual.binding import Binding, BindingType
from textual.dom import DOMNode

from tui.commands.registry import BY_ID


def bindings(*ids: str) -> list[BindingType]:
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
        )
        for item in commands
    ]


def bound_ids(screen: DOMNode) -> set[str]:
    """The commands that have a key on a screen or on one of its widgets, as it is now."""
    return {
        binding.id
        for node in screen.walk_children(with_self=True)
        for kind in type(node).__mro__
        for binding in vars(kind).get("BINDINGS", ())
        if isinstance(binding, Binding) and binding.id and node.check_action(binding.action, ()) is not False
    }


def footer_actions(*ids: str) -> tuple[str, ...]:
    """The actions of the commands named, for a footer in that order."""
    return tuple("select" if name == "open" else BY_ID[name].action for name in ids)
