"""In which order a map is painted, as values: base map, sheets of layers of sources, live layers. First below.

The ground is one free order that is kept as a picture; the marks are painted over it in every frame. A live layer that
an arrangement does not name is painted where the painters' own order puts it.
"""

from dataclasses import dataclass, field

from maps.stack import ScaleLimits, Stack

_ALL_SCALES = ScaleLimits()


@dataclass(frozen=True, slots=True)
class BasePart:
    """The base map."""

    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class SheetPart:
    """Layers of sources that lie directly on each other: the map worker draws them as one picture."""

    layers: Stack


@dataclass(frozen=True, slots=True)
class LivePart:
    """A live layer by its name."""

    name: str
    opacity: float = 1.0
    limits: ScaleLimits = _ALL_SCALES


GroundPart = BasePart | SheetPart | LivePart


@dataclass(frozen=True, slots=True)
class Arrangement:
    """`hidden` are names of live layers that are not painted; nor is a base map that is no part of the ground."""

    ground: tuple[GroundPart, ...] = (BasePart(),)
    marks: tuple[LivePart, ...] = ()
    hidden: frozenset[str] = field(default=frozenset())

    @property
    def sheets(self) -> tuple[Stack, ...]:
        return tuple(part.layers for part in self.ground if isinstance(part, SheetPart))

    @property
    def stack(self) -> Stack:
        """All layers of sources, first below."""
        return tuple(layer for sheet in self.sheets for layer in sheet)

    @property
    def live(self) -> dict[str, LivePart]:
        ground = (part for part in self.ground if isinstance(part, LivePart))
        return {part.name: part for part in (*ground, *self.marks)}
