"""What a road graph came to, and what its build had to leave out. No numpy: it passes through the worker's pipe."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoadFacts:
    pieces: int = 0
    """Of street, between crossings."""
    kilometres: float = 0.0
    largest_part: float = 0.0
    """Share of the streets' length that hangs together."""
    restrictions: int = 0
    restrictions_through_ways: int = 0
    """Turn restrictions over more than one crossing: not modelled."""
    strange_speeds: int = 0
    """Texts of maxspeed that say no speed; the class's own was taken."""
    source: str = ""
