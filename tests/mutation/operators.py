"""The kinds of mistakes that are made: cosmic-ray's, less those that mean nothing here, and three of our own."""

from collections.abc import Iterator
from typing import Any

import parso
from cosmic_ray.operators.binary_operator_replacement import operators as binary
from cosmic_ray.operators.boolean_replacer import (
    AddNot,
    ReplaceAndWithOr,
    ReplaceFalseWithTrue,
    ReplaceOrWithAnd,
    ReplaceTrueWithFalse,
)
from cosmic_ray.operators.break_continue import ReplaceBreakWithContinue, ReplaceContinueWithBreak
from cosmic_ray.operators.comparison_operator_replacement import operators as comparison
from cosmic_ray.operators.number_replacer import NumberReplacer
from cosmic_ray.operators.operator import Operator
from cosmic_ray.operators.unary_operator_replacement import operators as unary
from cosmic_ray.operators.zero_iteration_for_loop import ZeroIterationForLoop

Place = tuple[tuple[int, int], tuple[int, int]]

CHOSEN = (
    *("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is", "Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Lt_Gt", "Gt_Lt"),
    *("Add_Sub", "Sub_Add", "Mul_Div", "FloorDiv_Mul", "Mod_Mul", "BitOr_BitAnd", "BitAnd_BitOr", "BitXor_BitAnd"),
    *("Delete_Not", "USub_UAdd"),
)
"""Of the replacements of one operator by another, the opposites: `==` for `is` changes nothing."""

VALUES = (NumberReplacer, ReplaceTrueWithFalse, ReplaceFalseWithTrue)
"""Those that change a value, and nothing that could be part of a type."""


class RemoveStatement(Operator):  # type: ignore[misc]  # cosmic-ray ships no types
    """Leaves out a call or a raise that stands by itself."""

    def mutation_positions(self, node: Any) -> Iterator[Place]:
        """The statement, if it is one."""
        is_call = node.type in ("atom_expr", "await") and node.get_last_leaf() == ")"
        if node.parent is not None and node.parent.type == "simple_stmt" and (is_call or node.type == "raise_stmt"):
            yield (node.start_pos, node.end_pos)

    def mutate(self, node: Any, index: int) -> Any:
        """Nothing instead."""
        return parso.parse(f"{node.get_first_leaf().prefix}pass")

    @classmethod
    def examples(cls) -> tuple[()]:
        """None."""
        return ()


class CatchLess(Operator):  # type: ignore[misc]  # cosmic-ray ships no types
    """Leaves one exception uncaught; cosmic-ray's own does not know `except module.Error`."""

    def mutation_positions(self, node: Any) -> Iterator[Place]:
        """Each that a clause names."""
        if node.type == "except_clause":
            for caught in _caught(node):
                yield (caught.start_pos, caught.end_pos)

    def mutate(self, node: Any, index: int) -> Any:
        """One that nothing raises."""
        caught = _caught(node)[index]
        prefix = caught.get_first_leaf().prefix
        siblings = caught.parent.children
        siblings[siblings.index(caught)] = parso.parse(f"{prefix}ZeroDivisionError")
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        """None."""
        return ()


def _caught(clause: Any) -> list[Any]:
    named = clause.children[1]
    if named.type != "atom":
        return [named]
    inside = named.children[1]
    return inside.children[::2] if inside.type == "testlist_comp" else [inside]


class InvertMembership(Operator):  # type: ignore[misc]  # cosmic-ray ships no types
    """Replaces `in` with `not in`, and the other way around."""

    def mutation_positions(self, node: Any) -> Iterator[Place]:
        """Each of the two in a comparison."""
        if node.type == "comparison":
            for child in node.children[1::2]:
                if child.get_code().split() in (["in"], ["not", "in"]):
                    yield (child.start_pos, child.end_pos)

    def mutate(self, node: Any, index: int) -> Any:
        """The other one."""
        places = [at for at in range(1, len(node.children), 2) if "in" in node.children[at].get_code().split()]
        is_plain = node.children[places[index]].get_code().split() == ["in"]
        node.children[places[index]] = parso.parse(" not in" if is_plain else " in")
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        """None."""
        return ()


def all_operators() -> list[Any]:
    """One of each."""
    replacements = [kind for kinds in (binary(), comparison(), unary()) for kind in kinds]
    chosen = [kind for kind in replacements if kind.__name__.split("Operator_")[-1] in CHOSEN]
    others = [AddNot, ReplaceAndWithOr, ReplaceOrWithAnd, ReplaceTrueWithFalse, ReplaceFalseWithTrue]
    others += [ReplaceBreakWithContinue, ReplaceContinueWithBreak, NumberReplacer, ZeroIterationForLoop]
    return [kind() for kind in (*chosen, *others, CatchLess, InvertMembership, RemoveStatement)]
