"""What a layer is read from, what is known of it, and between which scales it is shown."""

from dataclasses import replace
from gettext import gettext as _

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.domain.map_layer import LayerEntry
from desktop.locale import later
from desktop.view import formats, ink
from desktop.view.layers import words
from desktop.view.layers.look.form import Form, choose, combo_of, labelled, number_of, put, row_of, stacked
from maps.layer_facts import Sublayer
from maps.source import ON_THE_NET
from maps.stack import Blend, ScaleLimits
from maps.view.theme import scale
from maps.view.theme.style import say

_BLENDS = {
    Blend.NORMAL: later("Over what lies below"),
    Blend.MULTIPLY: later("Darkens what lies below (multiply)"),
    Blend.SCREEN: later("Lightens what lies below (screen)"),
    Blend.DARKEN: later("The darker of both"),
    Blend.LIGHTEN: later("The lighter of both"),
}


class SourceForm(Form):
    """`applied(entry)` is the entry with what was chosen here; `wanted(act)` for what needs a dialog."""

    wanted = Signal(str)

    def __init__(
        self, facts: Sublayer | None, entry: LayerEntry, denominator: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._denominator = denominator
        self.widest, self.closest = number_of(0, 1e9, 1000, 0), number_of(0, 1e9, 1000, 0)
        for field in (self.widest, self.closest):
            field.setSpecialValueText(_("no limit"))
            field.setPrefix("1:")
        self.blend = combo_of([(one, _(said)) for one, said in _BLENDS.items()])
        column = stacked(self)
        for said in _facts(facts, entry):
            line = say(QLabel(said, self), tone="text2")
            line.setFont(ink.sans(scale.SECONDARY_PX))
            line.setWordWrap(True)
            column.addWidget(line)
        for buttons in self._source_buttons(entry):
            column.addLayout(row_of(*buttons))
        now = words.scale_of(denominator)
        column.addLayout(row_of(labelled(_("Shown from scale"), self.widest), labelled(_("Up to scale"), self.closest)))
        from_here, to_here = (QPushButton(_("Now: {scale}").format(scale=now), self) for _side in range(2))
        column.addLayout(row_of(from_here, to_here))
        column.addWidget(labelled(_("How it meets the layers below"), self.blend))
        column.addStretch(1)
        from_here.clicked.connect(lambda: self.widest.setValue(round(denominator)))
        to_here.clicked.connect(lambda: self.closest.setValue(round(denominator)))
        for field in (self.widest, self.closest):
            field.valueChanged.connect(lambda _value: self.changed.emit())
        self.blend.currentIndexChanged.connect(lambda _n: self.changed.emit())

    def _source_buttons(self, entry: LayerEntry) -> list[list[QPushButton]]:
        """Two to a row."""
        is_file = entry.source is not None and entry.source.kind not in ON_THE_NET
        acts = [("find", _("Another file…")), ("crs", _("Coordinate system…"))] if is_file else []
        acts.append(("retry", _("Read it anew")))
        made: list[QPushButton] = []
        for act, said in acts:
            button = QPushButton(said, self)
            button.clicked.connect(lambda _checked=False, wanted=act: self.wanted.emit(wanted))
            made.append(button)
        return [made[:2], made[2:]] if len(made) > 2 else [made]

    def show_entry(self, entry: LayerEntry) -> None:
        put(self.widest, entry.limits.widest)
        put(self.closest, entry.limits.closest)
        choose(self.blend, entry.blend)

    def applied(self, entry: LayerEntry) -> LayerEntry:
        limits = ScaleLimits(self.closest.value(), self.widest.value())
        return replace(entry, limits=limits, blend=self.blend.currentData())


def _facts(facts: Sublayer | None, entry: LayerEntry) -> list[str]:
    source = entry.source
    if source is None:
        return []
    lines = [f"{words.kind(source)} · {source.address}" + (f" · {source.sublayer}" if source.sublayer else "")]
    if facts is not None:
        count = formats.amount(float(facts.count), 0) if facts.count is not None else ""
        parts = (f"{count} {words.geometry(facts.geometry)}".strip(), facts.crs or source.crs, _size(facts))
        lines.append(" · ".join(part for part in parts if part))
    if entry.attribution:
        lines.append(entry.attribution)
    return lines


def _size(facts: Sublayer) -> str:
    raster = facts.raster
    if raster is None:
        return ""
    size = f"{formats.amount(float(raster.width_px), 0)} × {formats.amount(float(raster.height_px), 0)} px"
    return f"{size} · {raster.bands} × {raster.type}"
