"""Classes as values: categories from what a column holds, steps along a ramp, an edge moved, a class changed. Pure."""

from collections.abc import Sequence

import msgspec

from desktop.view import formats
from maps.cartography.inks import along
from maps.feature_filter import Cell
from maps.layer_facts import Breaks, Distinct
from maps.symbology import Categorised, Category, Graduated, Ink, Method, Ramp, Step, Symbol
from maps.view.theme.palette import LAYER_COLOURS

CATEGORY_INKS: tuple[Ink, ...] = (*LAYER_COLOURS, "series2", "series3", "series4", "text2", "text3")
LEAST_CLASSES, MOST_CLASSES = 3, 9
_RAMP_FROM, _LARGE = 0.15, 1e7
"""The darkest end of a ramp is lost on the map by night."""


def categories(found: Distinct, symbol: Symbol, known: Categorised | None = None) -> tuple[Category, ...]:
    """One for each value; what was chosen for a value before stays."""
    before = {(type(one.value), one.value): one for one in known.categories} if known is not None else {}
    made: list[Category] = []
    for number, one in enumerate(found.values):
        kept = before.get((type(one.value), one.value))
        fresh = Category(one.value, coloured(symbol, CATEGORY_INKS[number % len(CATEGORY_INKS)]))
        made.append(kept or fresh)
    return tuple(made)


def coloured(symbol: Symbol, ink: Ink) -> Symbol:
    """In another colour; an edge of its own colour follows."""
    edge = ink if symbol.edge == symbol.colour else symbol.edge
    return msgspec.structs.replace(symbol, colour=ink, edge=edge)


def reshaped(symbol: Symbol, like: Symbol) -> Symbol:
    """As `like`, in its own colour."""
    edge = symbol.colour if like.edge == like.colour else like.edge
    return msgspec.structs.replace(like, colour=symbol.colour, edge=edge)


def steps(breaks: Breaks, symbol: Symbol, ramp: Ramp) -> tuple[Step, ...]:
    edges = breaks.edges
    inks = ramp_inks(ramp, len(edges) - 1)
    return tuple(Step(edges[n], edges[n + 1], coloured(symbol, inks[n])) for n in range(len(edges) - 1))


def ramp_inks(ramp: Ramp, count: int) -> tuple[Ink, ...]:
    low = _RAMP_FROM if ramp is not Ramp.DIFFERENCES else 0.0
    return tuple(along(ramp, low + (1.0 - low) * n / max(1, count - 1)) for n in range(count))


def with_ramp(look: Graduated, ramp: Ramp) -> Graduated:
    inks = ramp_inks(ramp, len(look.steps))
    painted = tuple(
        msgspec.structs.replace(step, symbol=coloured(step.symbol, ink))
        for step, ink in zip(look.steps, inks, strict=True)
    )
    return Graduated(look.column, painted, look.method, ramp)


def with_edge(look: Graduated, number: int, value: float) -> Graduated:
    """The edge above step `number` at another value, held between its neighbours; the classes are then one's own."""
    done = list(look.steps)
    if not 0 <= number < len(done) - 1:
        return look
    low, high = done[number].lower, done[number + 1].upper
    held = min(max(value, low), high)
    done[number] = msgspec.structs.replace(done[number], upper=held)
    done[number + 1] = msgspec.structs.replace(done[number + 1], lower=held)
    return Graduated(look.column, tuple(done), Method.FIXED, look.ramp)


def step_label(step: Step) -> str:
    return step.label or f"{_short(step.lower)} – {_short(step.upper)}"


def _short(value: float) -> str:
    return formats.amount(value) if abs(value) < _LARGE else f"{value:.4g}"


def counts_of(breaks: Breaks | None, look: Sequence[Step]) -> tuple[int | None, ...]:
    """How many features each step holds, where the edges are still those that were told."""
    if breaks is None or [step.upper for step in look] != list(breaks.edges[1:]):
        return (None,) * len(look)
    return breaks.counts


def cell_words(value: Cell) -> str:
    return "—" if value is None else str(value)
