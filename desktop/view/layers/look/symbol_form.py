"""The form of one symbol: what concerns points, lines or areas, by the layer's geometry."""

from gettext import gettext as _

import msgspec
from PySide6.QtWidgets import QLabel, QWidget

from desktop.locale import later
from desktop.view import ink
from desktop.view.layers.look.colour_choice import ColourButton, hint
from desktop.view.layers.look.form import Form, choose, combo_of, labelled, number_of, put, row_of, stacked
from maps.cartography.icons import EMERGENCY
from maps.layer_facts import Column, ColumnType, Geometry
from maps.symbology import Dash, Hatch, Shape, Symbol
from maps.view.theme import scale
from maps.view.theme.style import say

_SHAPES = {
    Shape.CIRCLE: later("Circle"),
    Shape.SQUARE: later("Square"),
    Shape.TRIANGLE: later("Triangle"),
    Shape.DIAMOND: later("Diamond"),
    Shape.PENTAGON: later("Pentagon"),
    Shape.STAR: later("Star"),
    Shape.CROSS: later("Plus sign"),
    Shape.X: later("Cross"),
    Shape.ARROW: later("Arrow"),
}
_ICONS = {
    "fire": later("Fire"),
    "fire_station": later("Fire station"),
    "fire_truck": later("Fire engine"),
    "hydrant": later("Hydrant"),
    "wildfire": later("Wildfire"),
    "explosion": later("Explosion"),
    "gas": later("Gas"),
    "hazard": later("Dangerous substance"),
    "radiation": later("Radiation"),
    "poison": later("Poison"),
    "ambulance": later("Ambulance"),
    "hospital": later("Hospital"),
    "first_aid": later("First aid"),
    "police": later("Police"),
    "police_station": later("Police station"),
    "patrol": later("Patrol car"),
    "siren": later("Siren"),
    "crash": later("Road accident"),
    "traffic_light": later("Traffic light"),
    "roadblock": later("Road block"),
    "works": later("Road works"),
    "flood": later("Flood"),
    "landslide": later("Landslide"),
    "earthquake": later("Earthquake"),
    "storm": later("Storm"),
    "tornado": later("Tornado"),
    "wave": later("Tsunami"),
    "shelter": later("Shelter"),
    "assembly": later("Assembly point"),
    "evacuation": later("Evacuation"),
    "lifebuoy": later("Water rescue"),
    "helicopter": later("Helicopter"),
    "camera": later("Camera"),
    "power": later("Electricity"),
    "water": later("Water"),
    "tree": later("Tree"),
    "school": later("School"),
    "person": later("Person"),
    "warning": later("Warning"),
    "command_post": later("Command post"),
}
_DASHES = {
    Dash.SOLID: later("Solid"),
    Dash.DASH: later("Dashes"),
    Dash.DOT: later("Dots"),
    Dash.DASH_DOT: later("Dash and dot"),
}
_HATCHES = {
    Hatch.SOLID: later("Filled"),
    Hatch.EMPTY: later("Outline only"),
    Hatch.HORIZONTAL: later("Horizontal lines"),
    Hatch.VERTICAL: later("Vertical lines"),
    Hatch.CROSS: later("Grid"),
    Hatch.DIAGONAL: later("Diagonal lines"),
    Hatch.BACK_DIAGONAL: later("Diagonal lines, backwards"),
    Hatch.DIAGONAL_CROSS: later("Diagonal grid"),
}


class SymbolForm(Form):
    """`symbol` is what it shows; without colour where classes have their own."""

    def __init__(
        self,
        geometry: Geometry,
        columns: tuple[Column, ...] = (),
        *,
        coloured: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.symbol = Symbol()
        self.colour, self.edge = ColourButton(_("Colour")), ColourButton(_("Edge"), may_be_none=True)
        self.opacity = number_of(0, 100, 5, 0, "%")
        self.edge_px, self.stroke_px = number_of(0, 32, 0.5, 1, "px"), number_of(0.25, 64, 0.5, 2, "px")
        self.size_px = number_of(1, 256, 1, 1, "px")
        shapes = [(shape, _(words)) for shape, words in _SHAPES.items()]
        icons = [(name, _(words)) for name, words in _ICONS.items() if name in EMERGENCY]
        self.mark = combo_of([*shapes, *icons])
        self.dash = combo_of([(dash, _(words)) for dash, words in _DASHES.items()])
        self.hatch = combo_of([(hatch, _(words)) for hatch, words in _HATCHES.items()])
        numbers = [one.name for one in columns if one.type in {ColumnType.INTEGER, ColumnType.REAL}]
        self.turn = combo_of([("", _("Not turned")), *((name, name) for name in numbers)])
        self._hint = say(QLabel(self), tone="text2")
        self._hint.setFont(ink.sans(scale.METADATA_PX))
        self._hint.setWordWrap(True)
        self._lay_out(geometry, coloured=coloured)
        self._connect()

    def _lay_out(self, geometry: Geometry, *, coloured: bool) -> None:
        column, several = stacked(self), geometry is Geometry.MIXED
        if coloured:
            column.addLayout(row_of(labelled(_("Colour"), self.colour), labelled(_("Opacity"), self.opacity)))
            column.addWidget(self._hint)
        else:
            column.addLayout(row_of(labelled(_("Opacity"), self.opacity)))
        if geometry is Geometry.POINT or several:
            column.addLayout(row_of(labelled(_("Mark"), self.mark), labelled(_("Size"), self.size_px)))
            column.addLayout(row_of(labelled(_("Turned by column"), self.turn)))
        if geometry is Geometry.LINE or several:
            column.addLayout(row_of(labelled(_("Width"), self.stroke_px), labelled(_("Stroke"), self.dash)))
        if geometry is Geometry.AREA or several:
            column.addLayout(row_of(labelled(_("Fill"), self.hatch)))
        if geometry is not Geometry.LINE:
            column.addLayout(row_of(labelled(_("Edge"), self.edge), labelled(_("Edge width"), self.edge_px)))

    def _connect(self) -> None:
        self.colour.chosen.connect(lambda chosen: self._set(colour=chosen))
        self.edge.chosen.connect(lambda chosen: self._set(edge=chosen))
        self.opacity.valueChanged.connect(lambda value: self._set(opacity=value / 100))
        self.edge_px.valueChanged.connect(lambda value: self._set(edge_px=value))
        self.stroke_px.valueChanged.connect(lambda value: self._set(width_px=value))
        self.size_px.valueChanged.connect(lambda value: self._set(size_px=value))
        self.mark.currentIndexChanged.connect(self._set_mark)
        self.dash.currentIndexChanged.connect(lambda _n: self._set(dash=self.dash.currentData()))
        self.hatch.currentIndexChanged.connect(lambda _n: self._set(hatch=self.hatch.currentData()))
        self.turn.currentIndexChanged.connect(lambda _n: self._set(turn_column=self.turn.currentData()))

    def _set_mark(self) -> None:
        chosen = self.mark.currentData()
        if isinstance(chosen, Shape):
            self._set(shape=chosen, icon="")
        else:
            self._set(icon=str(chosen))

    def _set(self, **values: object) -> None:
        self.symbol = msgspec.structs.replace(self.symbol, **values)
        self._show_hint()
        self.changed.emit()

    def show_symbol(self, symbol: Symbol) -> None:
        self.symbol = symbol
        self.colour.show_ink(symbol.colour)
        self.edge.show_ink(symbol.edge)
        for field, value in (
            (self.opacity, symbol.opacity * 100),
            (self.edge_px, symbol.edge_px),
            (self.stroke_px, symbol.width_px),
            (self.size_px, symbol.size_px),
        ):
            put(field, value)
        choose(self.mark, symbol.icon or symbol.shape)
        choose(self.dash, symbol.dash)
        choose(self.hatch, symbol.hatch)
        choose(self.turn, symbol.turn_column)
        self._show_hint()

    def _show_hint(self) -> None:
        said = hint(self.symbol.colour)
        self._hint.setText(said)
        self._hint.setVisible(bool(said))
