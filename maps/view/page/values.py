"""What every part of a page is handed."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One act: when (aware, local), who, and what in words."""

    at: datetime
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class PageView:
    """Who made it, when, from which data, and which page of how many this is."""

    folio: str
    title: str
    author: str
    printed_at: datetime
    zone_name: str
    data_sha256: str
    number: int
    total: int
    is_exercise: bool

    @property
    def time_words(self) -> str:
        """With its offset from UTC on that day, whatever the zone's name says."""
        offset = self.printed_at.utcoffset() or timedelta()
        minutes = round(abs(offset.total_seconds()) / 60)
        sign = "−" if offset < timedelta() else "+"
        return f"{self.printed_at:%Y-%m-%d %H:%M:%S} {sign}{minutes // 60:02d}:{minutes % 60:02d}"
