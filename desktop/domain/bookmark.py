"""A bookmark: a view of the map that was given a name, one's own or for the whole room."""

from dataclasses import dataclass, replace
from datetime import datetime

from maps.place import Place

LONGEST_NAME = 120
NARROWEST_M, WIDEST_M = 1.0, 50_000_000.0


class BookmarkRefusedError(ValueError):
    """A bookmark needs a name of its own length and a view that is one."""


@dataclass(frozen=True, slots=True)
class View:
    """The middle, how much ground across, and the direction that is up."""

    place: Place
    width_m: float
    bearing_deg: float = 0.0

    def __post_init__(self) -> None:
        good = NARROWEST_M <= self.width_m <= WIDEST_M and -180.0 <= self.bearing_deg <= 180.0
        if not good:  # NaN fails every comparison
            message = f"not a view: {self.width_m} m across, {self.bearing_deg} degrees up"
            raise BookmarkRefusedError(message)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """`owner_id` is the operator it belongs to, None where the whole room has it. A removed one can be restored."""

    id: str
    name: str
    place: Place
    width_m: float
    bearing_deg: float
    owner_id: str | None
    saved_by: str
    saved_at: datetime
    removed: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        if not 0 < len(self.name.strip()) <= LONGEST_NAME:
            message = f"a bookmark needs a name of up to {LONGEST_NAME} characters"
            raise BookmarkRefusedError(message)

    @property
    def view(self) -> View:
        return View(self.place, self.width_m, self.bearing_deg)

    def may_see(self, operator_id: str) -> bool:
        return self.owner_id in {None, operator_id}

    def changed(self, name: str, *, removed: bool) -> "Bookmark":
        return replace(self, name=name, removed=removed, version=self.version + 1)
