"""Where a replay stands and how it goes on: pure values, moved by the wall's own seconds."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desktop.services.replay.past import Quiet

SPEEDS = (1, 2, 5, 10, 30, 60)
LONGEST_TICK_S = 0.5
"""After a hitch the replay goes on from where it was: it does not leap over what nobody saw."""

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Cursor:
    """`loop`: begins anew at its end. `speed` is one of SPEEDS."""

    at: datetime
    playing: bool = False
    speed: int = 1
    loop: Span | None = None

    def faster(self) -> "Cursor":
        """The next speed; one that stands begins to play at the speed it has."""
        if not self.playing:
            return replace(self, playing=True)
        return replace(self, speed=next((speed for speed in SPEEDS if speed > self.speed), SPEEDS[-1]))

    def slower(self) -> "Cursor":
        return replace(self, speed=next((speed for speed in reversed(SPEEDS) if speed < self.speed), SPEEDS[0]))

    def after(self, wall_s: float) -> datetime:
        """Where it is when so many seconds have passed on the wall."""
        seconds = min(wall_s, LONGEST_TICK_S) * self.speed if self.playing else 0.0
        return self.at + timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class ReplayStatus:
    """What a replay says of itself. `begins`: the first row of the tape; `at_head`: it has come to the present."""

    cursor: Cursor
    begins: datetime | None = None
    quiet: Quiet | None = None
    erased: int = 0
    """Alarms and incidents of then whose last word retention has taken away."""
    at_head: bool = False
    linked: bool = True
    """False: the store does not answer, and the picture is that of the moment before."""
    loaded: bool = False
    """False until the first moment was read."""
