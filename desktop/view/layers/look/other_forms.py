"""The forms of the other looks: one symbol, heat map, rasters and pictures that come drawn, groups of points."""

from gettext import gettext as _

from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from desktop.locale import later
from desktop.view import ink
from desktop.view.layers.look.class_forms import RAMPS
from desktop.view.layers.look.form import Form, choose, combo_of, labelled, number_of, put, row_of, stacked
from desktop.view.layers.look.symbol_form import SymbolForm
from maps.layer_facts import Column, ColumnType, Geometry, RasterFacts
from maps.symbology import AsItIs, Bands, Clusters, HeatMap, OneBand, Single, Stretch, Symbology
from maps.view.theme import scale
from maps.view.theme.style import say

_STRETCHES = {
    Stretch.CUT: later("Without the extremes (2 to 98 %)"),
    Stretch.WHOLE: later("Least to greatest"),
    Stretch.FIXED: later("Between two values"),
    Stretch.NONE: later("As they are (0 to 255)"),
}
_LARGEST = 1e12


class SingleForm(Form):
    """`look` is a Single."""

    def __init__(self, geometry: Geometry, columns: tuple[Column, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.symbol = SymbolForm(geometry, columns, parent=self)
        stacked(self).addWidget(self.symbol)
        self.symbol.changed.connect(self.changed)

    @property
    def look(self) -> Single:
        return Single(self.symbol.symbol)

    def show_look(self, look: Single) -> None:
        self.symbol.show_symbol(look.symbol)


class HeatForm(Form):
    """`look` is a HeatMap."""

    def __init__(self, columns: tuple[Column, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.radius, self.opacity = number_of(2, 256, 2, 0, "px"), number_of(0, 100, 5, 0, "%")
        self.ramp = combo_of([(ramp, _(words)) for ramp, words in RAMPS.items()])
        numbers = [one.name for one in columns if one.type in {ColumnType.INTEGER, ColumnType.REAL}]
        self.weight = combo_of([("", _("Each point counts one")), *((name, name) for name in numbers)])
        column = stacked(self)
        column.addLayout(row_of(labelled(_("Radius"), self.radius), labelled(_("Opacity"), self.opacity)))
        column.addWidget(labelled(_("Weight"), self.weight))
        column.addWidget(labelled(_("Colours"), self.ramp))
        for field in (self.radius, self.opacity):
            field.valueChanged.connect(lambda _value: self.changed.emit())
        for combo in (self.ramp, self.weight):
            combo.currentIndexChanged.connect(lambda _n: self.changed.emit())

    @property
    def look(self) -> HeatMap:
        return HeatMap(
            self.radius.value(), self.ramp.currentData(), self.weight.currentData(), self.opacity.value() / 100
        )

    def show_look(self, look: HeatMap) -> None:
        put(self.radius, look.radius_px)
        put(self.opacity, look.opacity * 100)
        choose(self.ramp, look.ramp)
        choose(self.weight, look.weight)


class RasterForm(Form):
    """`look` is Bands, OneBand or AsItIs."""

    def __init__(self, facts: RasterFacts | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = facts
        bands = facts.bands if facts is not None else 0
        kinds = [("as_it_is", _("As it comes"))]
        if bands >= 3:
            kinds.append(("bands", _("Three bands as red, green and blue")))
        if bands >= 1:
            kinds.append(("band", _("One band by a ramp")))
        self.kind = combo_of(kinds)
        numbers = [(number, str(number)) for number in range(1, bands + 1)]
        self.red, self.green, self.blue = combo_of(numbers), combo_of(numbers), combo_of(numbers)
        self.band, self.ramp = combo_of(numbers), combo_of([(ramp, _(words)) for ramp, words in RAMPS.items()])
        self.stretch = combo_of([(one, _(words)) for one, words in _STRETCHES.items()])
        self.low, self.high = (number_of(-_LARGEST, _LARGEST, 1, 3) for _side in range(2))
        self.relief, self.saturation = QCheckBox(_("Shaded as relief"), self), number_of(0, 100, 10, 0, "%")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = stacked(self)
        column.addWidget(labelled(_("Drawn as"), self.kind))
        fields = (labelled(_("Red"), self.red), labelled(_("Green"), self.green), labelled(_("Blue"), self.blue))
        self._three = QWidget(self)
        stacked(self._three).addLayout(row_of(*fields))
        self._one = QWidget(self)
        one = stacked(self._one)
        one.addLayout(row_of(labelled(_("Band"), self.band), labelled(_("Colours"), self.ramp)))
        one.addWidget(self.relief)
        self._values = QWidget(self)
        values = stacked(self._values)
        values.addWidget(labelled(_("Values that get the colours"), self.stretch))
        self._ends = QWidget(self)
        stacked(self._ends).addLayout(row_of(labelled(_("From"), self.low), labelled(_("To"), self.high)))
        values.addWidget(self._ends)
        self._plain = labelled(_("Saturation"), self.saturation)
        for widget in (self._three, self._one, self._values, self._plain):
            column.addWidget(widget)

    def _connect(self) -> None:
        for combo in (self.kind, self.red, self.green, self.blue, self.band, self.ramp, self.stretch):
            combo.currentIndexChanged.connect(lambda _n: self._touch())
        for field in (self.low, self.high, self.saturation):
            field.valueChanged.connect(lambda _value: self._touch())
        self.relief.toggled.connect(lambda _on: self._touch())

    def _touch(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        kind = self.kind.currentData()
        self._three.setVisible(kind == "bands")
        self._one.setVisible(kind == "band")
        self._values.setVisible(kind != "as_it_is")
        self._ends.setVisible(self.stretch.currentData() is Stretch.FIXED)
        self._plain.setVisible(kind == "as_it_is")

    @property
    def look(self) -> Symbology:
        kind, stretch = self.kind.currentData(), self.stretch.currentData()
        low, high = self.low.value(), self.high.value()
        if kind == "bands":
            parts = self.red.currentData(), self.green.currentData(), self.blue.currentData()
            return Bands(*parts, stretch, low, high)
        if kind == "band":
            ramp = self.ramp.currentData()
            return OneBand(self.band.currentData(), ramp, stretch, low, high, self.relief.isChecked())
        return AsItIs(self.saturation.value() / 100)

    def show_look(self, look: Symbology) -> None:
        known = self._facts
        low, high = (known.low, known.high) if known is not None else (None, None)
        if isinstance(look, Bands | OneBand):
            choose(self.kind, "bands" if isinstance(look, Bands) else "band")
            choose(self.stretch, look.stretch)
            low, high = (look.low, look.high) if look.stretch is Stretch.FIXED else (low, high)
        else:
            choose(self.kind, "as_it_is")
        if isinstance(look, Bands):
            for combo, band in ((self.red, look.red), (self.green, look.green), (self.blue, look.blue)):
                choose(combo, band)
        else:
            choose(self.green, 2)
            choose(self.blue, 3)
        if isinstance(look, OneBand):
            choose(self.band, look.band)
            choose(self.ramp, look.ramp)
            self.relief.setChecked(look.relief)
        put(self.saturation, (look.saturation if isinstance(look, AsItIs) else 1.0) * 100)
        put(self.low, low if low is not None else 0.0)
        put(self.high, high if high is not None else 255.0)
        self._fit()


class TileForm(Form):
    """Vector tiles have the look of the base map."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = say(QLabel(_("Vector tiles are drawn in the look of the base map."), self), tone="text2")
        words.setWordWrap(True)
        words.setFont(ink.sans(scale.SECONDARY_PX))
        stacked(self).addWidget(words)


class ClusterForm(Form):
    """`clusters`: None draws every point, however many."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.on = QCheckBox(_("Group points from"), self)
        self.on.setToolTip(_("Groups with their count are drawn when more points than this are in view."))
        self.count = number_of(1, 1e7, 1000, 0)
        stacked(self).addLayout(row_of(self.on, self.count))
        self.count.setAccessibleName(self.on.text())
        self.on.toggled.connect(self._touch)
        self.count.valueChanged.connect(lambda _value: self.changed.emit())

    def _touch(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self.count.setEnabled(on)
        self.changed.emit()

    @property
    def clusters(self) -> Clusters | None:
        return Clusters(int(self.count.value())) if self.on.isChecked() else None

    def show_clusters(self, clusters: Clusters | None) -> None:
        self.on.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.on.setChecked(clusters is not None)
        self.on.blockSignals(False)  # noqa: FBT003 - as above
        put(self.count, clusters.from_points if clusters is not None else Clusters().from_points)
        self.count.setEnabled(clusters is not None)
