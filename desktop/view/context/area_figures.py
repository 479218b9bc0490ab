"""The figures of an area: people, households, marginality and what was imported, each with the day it is of."""

from gettext import gettext as _

from PySide6.QtWidgets import QWidget

from desktop.domain.area import AREA_KINDS, Figure
from desktop.domain.asset import Asset
from desktop.storage import areas
from desktop.view import formats
from desktop.view.context.sections import Value, ValueRows
from desktop.view.desk import Desk, Services
from desktop.view.planning import words

Told = tuple[str, tuple[Figure, ...]]


class AreaFigures(ValueRows):
    """Hidden for what is no area."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._area_id = desk, ""
        self.hide()

    def show_area(self, asset: Asset) -> None:
        is_area = asset.kind in AREA_KINDS
        if not is_area or asset.id != self._area_id:
            self.hide()
        self._area_id = asset.id if is_area else ""
        if is_area:
            self._desk.ask(self, lambda services: _figures(services, asset.id), self._take)

    def _take(self, told: Told) -> None:
        area_id, figures = told
        if area_id == self._area_id:
            self.show_values([self._value(figure) for figure in figures] or [Value(_("Figures"), _("none imported"))])
            self.show()

    def _value(self, figure: Figure) -> Value:
        return Value(words.figure(figure.name), formats.amount(figure.value), figure.as_of.isoformat())


def _figures(services: Services, area_id: str) -> Told:
    with services.store.read() as connection:
        known = areas.newest_figures(connection).get(area_id, {})
    return area_id, tuple(known[name] for name in sorted(known))
