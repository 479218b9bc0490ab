"""The views of a store that readers of maps may rely on: their geometry, their columns, what makes them change.

`VERSION` is the newest `map_head.version` this plugin knows.
"""

from dataclasses import dataclass, field

VERSION = 1

TEXT, WHOLE, REAL = "String", "Integer", "Real"


@dataclass(frozen=True)
class View:
    """`moves_with` are the first words of the journal's kinds that change it; `position` stands for units that move."""

    name: str
    geometry: str
    shape: str
    columns: dict[str, str]
    moves_with: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_area(self) -> bool:
        return self.shape == "Polygon"


def _view(name: str, geometry: str, moves_with: str, /, **columns: str) -> View:
    shape = "Polygon" if geometry == "area" else "Point"
    return View(name, geometry, shape, {"id": TEXT, **columns}, frozenset(moves_with.split()))


VIEWS: dict[str, View] = {
    view.name: view
    for view in (
        _view(
            "map_alarm", "point", "alarm asset",
            kind=TEXT, priority=WHOLE, state=TEXT, look=TEXT, source_id=TEXT, source_code=TEXT, source_name=TEXT,
            detail=TEXT, raised_at=TEXT, acknowledged_by=TEXT, claimed_by=TEXT, folio=TEXT,
        ),
        _view(
            "map_incident", "point", "incident",
            folio=TEXT, type_code=TEXT, priority=WHOLE, title=TEXT, state=TEXT, opened_at=TEXT, opened_by=TEXT,
            unit_ids=TEXT,
        ),
        _view(
            "map_unit", "point", "position unit asset incident",
            code=TEXT, name=TEXT, unit_kind=TEXT, letter=TEXT, status=TEXT, incident_id=TEXT, heading_deg=REAL,
            speed_ms=REAL, at=TEXT, at_s=REAL,
        ),
        _view(
            "map_asset", "point", "asset alarm camera",
            kind=TEXT, code=TEXT, name=TEXT, state=TEXT, priority=WHOLE, parent_id=TEXT, attributes=TEXT,
        ),
        _view("map_area", "area", "asset", kind=TEXT, code=TEXT, name=TEXT, attributes=TEXT),
        _view(
            "map_camera_view", "area", "camera alarm asset",
            name=TEXT, state=TEXT, height_m=REAL, heading_deg=REAL, fov_deg=REAL, range_m=REAL,
        ),
        _view(
            "map_photo", "point", "media",
            path=TEXT, taken_at=TEXT, height_m=REAL, yaw_deg=REAL, pitch_deg=REAL, gsd_cm=REAL,
        ),
        _view(
            "map_photo_footprint", "area", "media",
            path=TEXT, taken_at=TEXT, height_m=REAL, yaw_deg=REAL, pitch_deg=REAL, gsd_cm=REAL,
        ),
    )
}  # fmt: skip
