"""A street that cannot be driven for a while: where, from when until when, why, and who said so."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from maps.place import Place

LONGEST_LINE = 5_000
"""Corners: a closure of a whole ring road has fewer."""


class ClosureKind(StrEnum):
    STREET = "street"
    """`line` runs along the street."""
    AREA = "area"
    """`line` is the ring around it; every street it touches is shut."""


class ClosureRefusedError(ValueError):
    """A closure that says too little, or nothing that can be shut."""


@dataclass(frozen=True, slots=True)
class Closure:
    """It keeps the line it was drawn with: numbers of streets change with every import of the map.

    In force from `from_at` until `until_at` (None: until somebody lifts it), unless it was lifted. With
    `lets_emergency` emergency vehicles and people on foot may pass. `both_ways` of a street: else only as it is drawn.
    """

    id: str
    kind: ClosureKind
    street: str
    """What it is called: the street's name, or that of the area."""
    line: tuple[Place, ...]
    reason: str
    by: str
    from_at: datetime
    until_at: datetime | None = None
    both_ways: bool = True
    lets_emergency: bool = False
    lifted_at: datetime | None = None
    lifted_by: str | None = None
    version: int = 1

    def is_in_force(self, now: datetime) -> bool:
        begun = self.from_at <= now
        return begun and self.lifted_at is None and (self.until_at is None or now < self.until_at)

    def is_over(self, now: datetime) -> bool:
        """Lifted, or its time is over: it will not be in force again by itself."""
        return self.lifted_at is not None or (self.until_at is not None and self.until_at <= now)

    def lifted(self, by: str, at: datetime) -> "Closure":
        return replace(self, lifted_at=at, lifted_by=by, version=self.version + 1)

    def again(self, by: str, at: datetime, until_at: datetime | None) -> "Closure":
        """Shut as before: the counter of lifting it."""
        return replace(
            self, by=by, from_at=at, until_at=until_at, lifted_at=None, lifted_by=None, version=self.version + 1
        )


def check(closure: Closure) -> Closure:
    """Raises ClosureRefusedError."""
    least = 3 if closure.kind is ClosureKind.AREA else 2
    if not closure.reason.strip():
        raise ClosureRefusedError("a closure needs a reason: say why nobody may pass")
    if not least <= len(closure.line) <= LONGEST_LINE or len(set(closure.line)) < least:
        raise ClosureRefusedError(f"a closure of a {closure.kind} needs {least} to {LONGEST_LINE} places")
    if closure.until_at is not None and closure.until_at <= closure.from_at:
        raise ClosureRefusedError("a closure must end after it begins")
    return closure
