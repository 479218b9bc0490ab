"""Between the field and the service: questions go out with where the map is, the last places are kept per operator."""

import logging
from collections.abc import Sequence

from PySide6.QtCore import QObject

from desktop.domain.found import Found
from desktop.domain.operator import Operator
from desktop.services.preferences import Preferences
from desktop.view.desk import Desk
from desktop.view.search.field import SearchField
from desktop.view.search.latest import LatestAsk
from maps.view.canvas import MapCanvas

log = logging.getLogger(__name__)


class Searching(QObject):
    """Lives with its window. A store that does not answer finds nothing, and the desk says why once."""

    def __init__(self, desk: Desk, field: SearchField, canvas: MapCanvas) -> None:
        super().__init__(field)
        self._desk, self._field, self._canvas = desk, field, canvas
        self._latest = LatestAsk(self)
        field.asked.connect(self._ask)
        field.remembered_changed.connect(self._keep)
        desk.seated.connect(self._seat)

    def _ask(self, question: str) -> None:
        services, operator = self._desk.services, self._desk.operator
        if services is None:
            return
        near = self._canvas.viewport.centre
        self._latest(
            lambda: services.search.find(question, operator, near),
            lambda found: self._field.show_found(question, found),
            lambda fault: self._fail(question, fault),
        )

    def _fail(self, question: str, fault: Exception) -> None:
        log.warning("the search does not answer: %s", fault)
        self._field.show_found(question, ())

    def _seat(self, operator: Operator | None) -> None:
        self._field.set_remembered(())
        if operator is not None:
            self._desk.ask(self, lambda services: services.preferences.read(operator), self._take)

    def _take(self, preferences: Preferences) -> None:
        self._field.set_remembered(preferences.last_places)

    def _keep(self, places: Sequence[Found]) -> None:
        self._desk.act(
            self,
            lambda services, operator: services.preferences.keep_last_places(operator, places),
            lambda _none: None,
            in_replay=True,
        )

    def close(self) -> None:
        self._latest.close()
