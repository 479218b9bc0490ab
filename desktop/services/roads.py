"""The road graphs of the store's places, with the closures of now: what every process that routes holds one of.

A graph is opened when it is first asked for and again when its map was imported anew. Closures come with the rows of
the journal (`take`) and change the weights of a few turns; which of them are in force is looked at with every question,
so that one begins and ends by the clock.
"""

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from desktop.domain.closure import Closure, ClosureKind
from desktop.domain.events import CityEvent, ClosureEvent
from desktop.services.cities import nearest
from desktop.services.clock import Now, utc_now
from desktop.storage import base_maps, closures
from desktop.storage.base_maps import BaseMap
from desktop.storage.journal import JournalRow
from desktop.storage.store import Store
from maps.place import Place
from maps.roads.blocks import edges_along, edges_within
from maps.roads.graph import EMERGENCY, FOOT, Ints, RoadGraph
from maps.roads.graph_file import RoadFileError, open_graph, road_file_of
from maps.roads.net import RoadNet
from maps.roads.profile import profile_of
from maps.roads.router import Router

log = logging.getLogger(__name__)


class NoRoadsHereError(LookupError):
    """No imported map with streets holds the place."""

    def __init__(self, place: Place) -> None:
        where = f"{place.lat_deg:.5f}, {place.lon_deg:.5f}"
        super().__init__(
            f"there are no streets to drive on around {where}: import a map of it with atalaya city import"
        )
        self.place = place


@dataclass(slots=True)
class _Opened:
    """A graph with what was made of it; `stamp` tells another file of the same name."""

    graph: RoadGraph
    stamp: tuple[int, int]
    routers: dict[str, Router] = field(default_factory=dict[str, Router])
    shut: dict[tuple[str, int], Ints] = field(default_factory=dict[tuple[str, int], Ints])
    applied: dict[str, frozenset[tuple[str, int]]] = field(default_factory=dict[str, frozenset[tuple[str, int]]])


class Roads:
    """Thread: any. A first question opens and prepares a graph: some tenths of a second for a city."""

    def __init__(self, store: Store, data: Path, now: Now = utc_now) -> None:
        self._store, self._data, self._now = store, data, now
        self._lock, self._reading = threading.RLock(), threading.Lock()
        """The first while a graph is opened, the second while closures are read: news never waits for long."""
        self._opened: dict[str, _Opened] = {}
        self._maps: list[BaseMap] | None = None
        self._closures: dict[str, Closure] | None = None
        self._said: set[str] = set()

    def take(self, rows: Iterable[JournalRow]) -> None:
        """What the journal says of closures and maps. Cheap; on the thread of whoever follows it."""
        for row in rows:
            if isinstance(row.event, ClosureEvent):
                self._learn(row.event.closure)
            elif isinstance(row.event, CityEvent):
                self._maps = None

    def _learn(self, closure: Closure) -> None:
        with self._reading:
            known = self._closures
            if known is not None:
                self._closures = {**known, closure.id: closure}

    def forget(self) -> None:
        """The journal was not followed for a while: read again at the next question."""
        with self._reading:
            self._maps = self._closures = None

    def at(self, place: Place, profile: str) -> Router | None:
        """None where there is no graph, which is said in the log once. Raises a StoreError, UnknownProfileError."""
        try:
            return self.router(place, profile)
        except NoRoadsHereError:
            return None
        except RoadFileError as error:
            if str(error) not in self._said:
                self._said.add(str(error))
                log.warning("times are not those of the streets: %s", error)
            return None

    def router(self, place: Place, profile: str) -> Router:
        """Raises NoRoadsHereError, RoadFileError, UnknownProfileError, a StoreError."""
        wanted = profile_of(profile)
        with self._lock:
            opened = self._graph_at(place)
            router = opened.routers.get(profile)
            if router is None:
                router = opened.routers[profile] = Router(RoadNet(opened.graph, wanted))
            self._apply(opened, profile, router)
            return router

    def _graph_at(self, place: Place) -> _Opened:
        chosen = nearest(self._known_maps(), place)
        if chosen is None or chosen.centre.distance_m(place) > chosen.width_m:
            raise NoRoadsHereError(place)
        path = road_file_of(self._data / chosen.file)
        try:
            facts = path.stat()
        except OSError as error:
            raise NoRoadsHereError(place) from error
        stamp = facts.st_mtime_ns, facts.st_ino
        known = self._opened.get(chosen.file)
        if known is None or known.stamp != stamp:
            known = self._opened[chosen.file] = _Opened(open_graph(path), stamp)
        return known

    def _known_maps(self) -> list[BaseMap]:
        maps = self._maps
        if maps is None:
            with self._store.read() as connection:
                maps = self._maps = base_maps.every(connection)
        return maps

    def _apply(self, opened: _Opened, profile: str, router: Router) -> None:
        """Shut for this profile what is in force now; nothing is done while that stays the same."""
        passes = bool(router.net.profile.access & (EMERGENCY | FOOT))
        now = self._now()
        in_force = [
            closure
            for closure in self._known_closures().values()
            if closure.is_in_force(now) and not (passes and closure.lets_emergency)
        ]
        wanted = frozenset((closure.id, closure.version) for closure in in_force)
        if wanted != opened.applied.get(profile, frozenset()):
            edges = [_edges(opened, closure) for closure in in_force]
            router.net.close(np.concatenate(edges).tolist() if edges else ())
            opened.applied[profile] = wanted

    def _known_closures(self) -> dict[str, Closure]:
        with self._reading:
            if self._closures is None:
                with self._store.read() as connection:
                    self._closures = {one.id: one for one in closures.standing(connection, self._now())}
            return self._closures


def _edges(opened: _Opened, closure: Closure) -> Ints:
    key = closure.id, closure.version
    known = opened.shut.get(key)
    if known is None:
        line = np.array([(corner.lat_deg, corner.lon_deg) for corner in closure.line])
        if closure.kind is ClosureKind.AREA:
            known = edges_within(opened.graph, line)
        else:
            known = edges_along(opened.graph, line, both_ways=closure.both_ways)
        opened.shut[key] = known
    return known
