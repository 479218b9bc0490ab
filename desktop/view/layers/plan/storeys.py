"""The storeys of a building: of the plans of one group one level is seen at a time, chosen on the map.

A small column at the left of the map shows the levels of the group whose plans are in view; keys go up and down.
"""

import re
from collections.abc import Sequence
from gettext import gettext as _

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from desktop.domain.layer_tree import LayerTree
from desktop.domain.map_layer import LayerEntry
from desktop.view.layers.desk import LayerDesk
from maps.place import Place
from maps.source import Plan
from maps.view.canvas import MapCanvas
from maps.view.theme import scale
from maps.view.theme.style import say

_GROUND = frozenset({"pb", "planta baja", "0", "g", "eg", "ground"})
_ONE_BUILDING_M = 150.0
_BELOW = re.compile(r"^(?:s|sotano|sótano|b|-)\s*(\d+)?$", re.IGNORECASE)


def storey_of(entry: LayerEntry) -> str:
    reading = entry.source.reading if entry.source is not None else None
    return reading.level if isinstance(reading, Plan) else ""


def height_of(level: str) -> tuple[float, str]:
    """Cellars below PB, storeys above by their number, words last by themselves."""
    said = level.strip().lower()
    if said in _GROUND:
        return 0.0, said
    below = _BELOW.match(said)
    if below is not None:
        return -float(below[1] or 1), said
    number = re.search(r"\d+", said)
    return (float(number[0]), said) if number is not None else (1000.0, said)


def buildings(tree: LayerTree) -> list[list[LayerEntry]]:
    """Plans with a storey that lie in one group at one place, where there are several storeys; lowest first."""
    found: list[tuple[str, Place, list[LayerEntry]]] = []
    for entry, _depth in tree.walk():
        where = place_of(entry)
        if not storey_of(entry) or where is None:
            continue
        parent = next((group.id for group in tree.ancestors(entry)), "")
        same = [plans for group, at, plans in found if group == parent and at.distance_m(where) < _ONE_BUILDING_M]
        if same:
            same[0].append(entry)
        else:
            found.append((parent, where, [entry]))
    several = [plans for _group, _at, plans in found if len({storey_of(one) for one in plans}) > 1]
    return [sorted(plans, key=lambda one: height_of(storey_of(one))) for plans in several]


def place_of(entry: LayerEntry) -> Place | None:
    """Of its first control point."""
    reading = entry.source.reading if entry.source is not None else None
    points = reading.points if isinstance(reading, Plan) else ()
    return Place(points[0].lat_deg, points[0].lon_deg) if points else None


class StoreySwitch(QWidget):
    """`chosen(level)`."""

    chosen = Signal(str)

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        say(self, surface="card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Storeys"))
        self._canvas = canvas
        self._levels: tuple[str, ...] = ()
        self._group, self._column = QButtonGroup(self), QVBoxLayout(self)
        self._column.setContentsMargins(scale.SPACE_4, scale.SPACE_4, scale.SPACE_4, scale.SPACE_4)
        self._column.setSpacing(scale.SPACE_4)
        self._left_px = 0
        canvas.installEventFilter(self)
        self.hide()

    def show_levels(self, levels: Sequence[str], shown: str) -> None:
        """The highest on top."""
        if tuple(levels) != self._levels:
            self._levels = tuple(levels)
            for button in self._group.buttons():
                self._group.removeButton(button)
                button.hide()
                button.deleteLater()
            for level in reversed(self._levels):
                button = QToolButton(self)
                button.setText(level)
                button.setCheckable(True)
                button.setAccessibleName(_("Storey {level}").format(level=level))
                button.clicked.connect(lambda _checked=False, level=level: self.chosen.emit(level))
                self._group.addButton(button)
                self._column.addWidget(button)
        for button in self._group.buttons():
            button.setChecked(button.text() == shown)
        self.setVisible(bool(levels))
        self.lay_out(self._left_px)

    def lay_out(self, left_px: int) -> None:
        self._left_px = left_px
        self.adjustSize()
        self.move(QPoint(left_px + scale.SPACE_16, (self._canvas.height() - self.height()) // 2))
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.lay_out(self._left_px)
        return super().eventFilter(watched, event)


class Storeys(QObject):
    """Which storey of the building in view is seen: the others of its group are switched off for this operator."""

    def __init__(self, layers: LayerDesk) -> None:
        super().__init__(layers)
        self._layers = layers
        self.switch = StoreySwitch(layers.canvas)
        self.switch.chosen.connect(self.show)
        layers.changed.connect(self._fill)

    @property
    def plans(self) -> list[LayerEntry]:
        """Of the building whose plans lie nearest to the middle of the view; lowest first."""
        known = buildings(self._layers.tree)
        centre = self._layers.canvas.viewport.centre
        return min(known, key=lambda plans: _distance_m(plans, centre), default=[])

    @property
    def levels(self) -> list[str]:
        return list(dict.fromkeys(storey_of(one) for one in self.plans))

    @property
    def shown(self) -> str:
        seen = [storey_of(one) for one in self.plans if self._layers.view.is_visible(one)]
        return seen[0] if len(set(seen)) == 1 else ""

    def _fill(self) -> None:
        self.switch.show_levels(self.levels, self.shown)

    def show(self, level: str) -> None:
        """That one alone."""
        self._layers.show_only([one for one in self.plans if storey_of(one) == level], self.plans)

    def step(self, by: int) -> None:
        levels = self.levels
        if not levels:
            self._layers.desk.refused.emit(_("No building with storeys is on the map."))
            return
        now = levels.index(self.shown) if self.shown in levels else -1 if by > 0 else len(levels)
        self.show(levels[min(max(now + by, 0), len(levels) - 1)])

    def lay_out(self, left_px: int) -> None:
        self.switch.lay_out(left_px)


def _distance_m(plans: Sequence[LayerEntry], centre: Place) -> float:
    where = place_of(plans[0])
    return float("inf") if where is None else centre.distance_m(where)
