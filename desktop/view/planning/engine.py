"""What planning knows, made behind the window: the coverage of the cameras, its gaps, and the fog. On the Qt thread.

The work runs in threads of its own, so that neither acts nor questions wait behind a calculation of seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.operator import Operator
from desktop.services.areas.places import read_areas, ring_array
from desktop.services.coverage.book import EMPTY, Coverage, CoverageBook, Sight
from desktop.services.coverage.gaps import STEP_M, Gaps, gaps
from desktop.services.coverage.surroundings import Ground
from desktop.services.fog.cover import Field, FogNow, field_of, fog
from desktop.services.fog.providers import PROVIDERS, Known, Provider
from desktop.services.fog.tracks import Tracks
from desktop.storage import reports
from desktop.storage.base_maps import BaseMap
from desktop.storage.store import Store
from desktop.view.ask import Ask
from desktop.view.desk import Answer, Desk, Services
from desktop.view.situation import Situation, Topic
from maps.city_ground import CityGround
from maps.place import Place
from maps.plane import LocalPlane
from maps.survey import Survey
from maps.viewport import Viewport

FIRST_AFTER_MS = 3_000
"""The window is there first; the first coverage of a city takes seconds."""
SETTLE_MS = 400
"""Changes of a camera come in twos and threes."""
FOG_EVERY_MS = 10_000
_SPACES = ("park", "plaza", "playground", "court", "market", "cemetery")


@dataclass(frozen=True, slots=True)
class Streets:
    """Of one base map, as long as it is not imported anew."""

    city: BaseMap
    ground: CityGround


class PlanningEngine(QObject):
    """`covered(Coverage)`, `gapped(Gaps)`, `foggy(FogNow)`; `failed(words)` when something cannot be calculated."""

    covered = Signal(object)
    gapped = Signal(object)
    foggy = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, data: Path, survey: Survey, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._data, self.survey = desk, data, survey
        self._book = CoverageBook(survey, data / "coverage")
        self._work, self._fog_work, self._jobs = Ask(self, "coverage"), Ask(self, "fog"), Ask(self, "planning")
        self.coverage: Coverage = EMPTY
        self.gaps: Gaps | None = None
        self.fog: FogNow | None = None
        self.node_alive: Callable[[], bool] = lambda: True
        self.providers: tuple[Provider, ...] = PROVIDERS
        """Who clears the fog; a plugin's own come at the end."""
        self._streets: Streets | None = None
        self._tracks: Tracks | None = None
        self._seen_at: dict[str, datetime] = {}
        self._wants_gaps = self._fog_runs = False
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.cover)
        self._fog_timer = QTimer(self, interval=FOG_EVERY_MS)
        self._fog_timer.timeout.connect(self._look_for_fog)
        self._is_warm = False
        desk.told.connect(self._follow)

    @property
    def _situation(self) -> Situation:
        return self._desk.situation

    def _follow(self, topics: frozenset[Topic]) -> None:
        if Topic.CAMERAS in topics:
            self._note_dark()
        if topics & {Topic.CAMERAS, Topic.CITY} and self._situation.cameras:
            wait_ms = SETTLE_MS if self._is_warm else FIRST_AFTER_MS
            self._settle.start(wait_ms)

    def _note_dark(self) -> None:
        """When a camera was last said to be live."""
        for camera_id, state in self._situation.camera_states.items():
            if state == "online":
                self._seen_at[camera_id] = self._desk.now
            else:
                self._seen_at.setdefault(camera_id, self._desk.now)

    # coverage

    def _ground(self) -> Ground:
        return Ground.of(self._situation.base_maps, self._data, dict(self._situation.settings))

    def cover(self) -> None:
        """What all cameras see, as they are known now; those that have not changed cost nothing."""
        self._is_warm = True
        cameras, ground = tuple(self._situation.cameras.values()), self._ground()
        self._work(self, lambda: self._book.coverage(cameras, ground), self._covered, self.failed.emit)

    def _covered(self, coverage: Coverage) -> None:
        if coverage is self.coverage:
            return
        self.coverage = coverage
        self.covered.emit(coverage)
        if self._wants_gaps:
            self.want_gaps()

    def offline(self) -> frozenset[str]:
        """Cameras that give no picture, as far as anybody said."""
        states, alarms = self._situation.camera_states, self._situation.alarms.values()
        told = {camera_id for camera_id, state in states.items() if state != "online"}
        return frozenset(told | {alarm.source_id for alarm in alarms if alarm.kind == "camera_offline"})

    def sights(self, place: Place) -> list[Sight]:
        """Every camera for a place, the best first. Cheap: for the Qt thread."""
        return self.coverage.sights(place, self.offline())

    def want_gaps(self) -> None:
        """Of the newest base map under the cameras; from now on after every change too."""
        self._wants_gaps = True
        services, city = self._desk.services, self._city()
        if services is None or city is None:
            return
        store, coverage, known = services.store, self.coverage, self._streets
        self._work(self, lambda: self._find_gaps(store, coverage, city, known), self._gapped, self.failed.emit)

    def _city(self) -> BaseMap | None:
        """Where the cameras stand; without any, the newest."""
        known = self._situation.base_maps
        places = list(self.coverage.places.values())
        if places and known:
            middle = Place(float(np.median([p.lat_deg for p in places])), float(np.median([p.lon_deg for p in places])))
            return min(known, key=lambda one: one.centre.distance_m(middle) / max(one.width_m, 1.0))
        return max(known, key=lambda one: one.imported_at.timestamp() if one.imported_at else 0.0, default=None)

    def _find_gaps(
        self, store: Store, coverage: Coverage, city: BaseMap, known: Streets | None
    ) -> tuple[Gaps, Streets]:
        """In the thread of the work."""
        streets = known if known is not None and known.city == city else Streets(city, self._read_streets(city))
        with store.read() as connection:
            areas, spaces = read_areas(connection), read_areas(connection, _SPACES)
        return gaps(coverage, streets.ground, areas, spaces), streets

    def _read_streets(self, city: BaseMap) -> CityGround:
        box = Viewport.around(city.centre, city.width_m * 1.2, 1000, 1000).bounds_m
        return self.survey.ground([self._data / city.file], box, STEP_M)

    def _gapped(self, found: tuple[Gaps, Streets]) -> None:
        self.gaps, self._streets = found
        self.gapped.emit(self.gaps)

    # fog

    def watch_fog(self, *, on: bool) -> None:
        self._fog_runs = on
        if on:
            self._look_for_fog()
            self._fog_timer.start()
        else:
            self._fog_timer.stop()

    def _look_for_fog(self) -> None:
        services = self._desk.services
        if services is None:
            return
        store, known, city, tracks = services.store, self._known(), self._city(), self._tracks
        units = tuple(asset.id for asset in known.assets.values() if asset.kind == "unit")
        providers = self.providers
        self._fog_work(
            self,
            lambda: _made_fog(store, known, city, tracks, units, providers),
            self._fogged,
            self.failed.emit,
        )

    def _known(self) -> Known:
        """Copies of what changes in place: the rest is replaced, never changed."""
        situation = self._situation
        dark = self.offline()
        alive = self.node_alive()
        states = {id_: "offline" if id_ in dark or not alive else "online" for id_ in self.coverage.places}
        return Known(
            now=self._desk.now,
            coverage=self.coverage,
            assets=situation.assets,
            camera_states=states,
            camera_seen_at=dict(self._seen_at),
            latest={device: dict(values) for device, values in situation.values.items()},
            fixes=tuple(situation.positions.values()),
            media=tuple(situation.media.values()),
            spaces=situation.planning.spaces,
        )

    def _fogged(self, made: tuple[FogNow | None, Tracks]) -> None:
        self.fog, self._tracks = made
        if self._fog_runs and self.fog is not None:
            self.foggy.emit(self.fog)

    # what takes its time: imports and plans

    def job(
        self,
        owner: QObject,
        deed: Callable[[Services, Operator], Answer],
        on_answer: Callable[[Answer], None],
        on_fault: Callable[[Exception], None],
    ) -> None:
        """One after the other, in the name of who sits here; neither acts nor questions wait behind it."""
        services, operator = self._desk.services, self._desk.operator
        if services is not None and operator is not None:
            self._jobs(owner, lambda: deed(services, operator), on_answer, on_fault)

    def close(self) -> None:
        self._fog_timer.stop()
        self._settle.stop()
        self._work.close()
        self._fog_work.close()
        self._jobs.close()


def _made_fog(
    store: Store,
    known: Known,
    city: BaseMap | None,
    tracks: Tracks | None,
    units: tuple[str, ...],
    providers: tuple[Provider, ...],
) -> tuple[FogNow | None, Tracks]:
    """In the thread of the fog. The tracks go on from time to time; the first time they are read from the store."""
    passed = tracks or Tracks()
    with store.read() as connection:
        if tracks is None:
            passed.begin(connection, units, known.now)
        told = reports.recent(connection)
        areas = read_areas(connection)
    for fix in known.fixes:
        passed.see(fix)
    whole = Known(
        known.now,
        known.coverage,
        known.assets,
        known.camera_states,
        known.camera_seen_at,
        known.latest,
        passed.recent(known.now),
        known.media,
        known.spaces,
        told,
    )
    outlines = [ring_array(ring) for area in areas for ring in area.rings]
    field = field_of(whole, outlines) or (_field_of_map(city) if city is not None else None)
    return (fog(whole, field, providers) if field is not None else None), passed


def _field_of_map(city: BaseMap) -> Field:
    plane, half_m = LocalPlane(city.centre), city.width_m / 2
    corners = (plane.to_place(-half_m, -half_m), plane.to_place(half_m, half_m))
    return Field.around(np.array([at.lat_deg for at in corners]), np.array([at.lon_deg for at in corners]))
