"""The time axis of charts and of the time band: where a moment lies, and which round times are written under it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

_STEPS_S = (60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
_LEAST_GAP_PX = 96


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """A span of time over a width in pixels."""

    since: datetime
    until: datetime
    left_px: float
    width_px: float

    def x_of(self, at: datetime) -> float:
        span_s = (self.until - self.since).total_seconds() or 1.0
        return self.left_px + (at - self.since).total_seconds() / span_s * self.width_px

    def time_at(self, x_px: float) -> datetime | None:
        """The moment at a place; None left of the axis, its end right of it."""
        ratio = (x_px - self.left_px) / max(1.0, self.width_px)
        return None if ratio < 0 else self.since + (self.until - self.since) * min(1.0, ratio)

    def holds(self, at: datetime) -> bool:
        return self.since <= at <= self.until

    def step(self) -> timedelta:
        """The shortest round step whose labels keep apart."""
        span_s = (self.until - self.since).total_seconds()
        least_s = span_s * _LEAST_GAP_PX / max(1.0, self.width_px)
        return timedelta(seconds=next((step for step in _STEPS_S if step >= least_s), _STEPS_S[-1]))

    def marks(self, zone: tzinfo) -> Iterator[tuple[float, str]]:
        """Place and words of the round local times within the span."""
        step = self.step()
        local = self.since.astimezone(zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        number = -((midnight - local) // step)
        at = midnight + step * number
        while at <= self.until:
            if at >= self.since:
                yield self.x_of(at.astimezone(UTC)), f"{at:%H:%M}"
            at += step
