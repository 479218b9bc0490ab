"""The ways of units on the map, for what is selected: of those that were sent, and of the one that is proposed.

The lines follow the units: every few seconds they are asked for again. The order of the proposals stays as it was
shown, so that a key never sends another unit than the one that was seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop.domain.unit import UnitStatus
from desktop.services.dispatch import Proposal
from desktop.services.map_layers import PROPOSED, ROUTES
from desktop.services.street_layers import unit_paths
from desktop.view.desk import Desk
from maps.place import Place
from maps.view.canvas import MapCanvas

_EVERY_BEATS = 5


@dataclass(frozen=True, slots=True)
class Ways:
    """Of an alarm or an incident: where to, who was sent, and who would be."""

    subject_id: str
    goal: Place
    sent: tuple[Proposal, ...] = ()
    proposed: Proposal | None = None

    @property
    def unit_ids(self) -> tuple[str, ...]:
        return (*(one.unit.id for one in self.sent), *([self.proposed.unit.id] if self.proposed else []))

    def again(self, fresh: Sequence[Proposal]) -> "Ways":
        """The same units where they are now; who has arrived drives no more."""
        by_id = {one.unit.id: one for one in fresh}
        sent = tuple(by_id[one.unit.id] for one in self.sent if one.unit.id in by_id)
        on_the_way = tuple(one for one in sent if one.unit.status is UnitStatus.ON_THE_WAY)
        return Ways(self.subject_id, self.goal, on_the_way, by_id.get(self.proposed.unit.id) if self.proposed else None)


class UnitWays(QObject):
    """Keeps the two layers of the canvas. While units are on their way, the proposed one's line would only confuse."""

    def __init__(self, desk: Desk, canvas: MapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._canvas = desk, canvas
        self._ways: Ways | None = None
        self._beats = 0
        desk.beat.second.connect(self._beat)

    def show_ways(self, ways: Ways) -> None:
        self._ways, self._beats = ways, 0
        shown = {layer.name: layer for layer in unit_paths(ways.sent, None if ways.sent else ways.proposed)}
        for name in (ROUTES, PROPOSED):
            if name in shown:
                self._canvas.set_layer(shown[name])
            else:
                self._canvas.remove_layer(name)

    def clear(self) -> None:
        self._ways = None
        for name in (ROUTES, PROPOSED):
            self._canvas.remove_layer(name)

    def _beat(self) -> None:
        ways = self._ways
        self._beats = (self._beats + 1) % _EVERY_BEATS
        if ways is None or self._beats or not ways.unit_ids:
            return
        self._desk.ask(
            self,
            lambda services: (ways, services.dispatch.on_their_way(ways.unit_ids, ways.goal)),
            lambda answer: self._follow(*answer),
        )

    def _follow(self, asked: Ways, fresh: Sequence[Proposal]) -> None:
        if self._ways is asked:
            self.show_ways(asked.again(fresh))
