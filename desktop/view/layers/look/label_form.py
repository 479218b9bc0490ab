"""The form of a layer's labels."""

from dataclasses import replace
from gettext import gettext as _

from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.domain.map_layer import LayerEntry
from desktop.locale import later
from desktop.view.layers.look.colour_choice import ColourButton
from desktop.view.layers.look.form import Form, choose, combo_of, labelled, number_of, put, row_of, stacked
from maps.layer_facts import Sublayer
from maps.symbology import Labels, Placement

_PLACEMENTS = {
    Placement.AUTO: later("Beside, along or inside"),
    Placement.OVER: later("Over the feature"),
    Placement.ALONG: later("Along lines"),
}


class LabelForm(Form):
    """`labels` is None while no column is chosen."""

    def __init__(self, facts: Sublayer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: LayerEntry | None = None
        self.column = combo_of([("", _("No labels")), *((one.name, one.name) for one in facts.columns)])
        self.text_px, self.halo_px = number_of(8, 64, 1, 0, "px"), number_of(0, 16, 0.5, 1, "px")
        self.colour, self.halo = ColourButton(_("Colour")), ColourButton(_("Halo"))
        self.placement = combo_of([(one, _(words)) for one, words in _PLACEMENTS.items()])
        self.priority = number_of(0, 10, 1, 0)
        self.widest, self.closest = number_of(0, 1e9, 1000, 0), number_of(0, 1e9, 1000, 0)
        self.overlap = QCheckBox(_("All of them, even over each other"), self)
        for field in (self.widest, self.closest):
            field.setSpecialValueText(_("no limit"))
            field.setPrefix("1:")
        self._rest = QWidget(self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = stacked(self)
        column.addWidget(labelled(_("Text of the column"), self.column))
        rest = stacked(self._rest)
        rest.addLayout(row_of(labelled(_("Size"), self.text_px), labelled(_("Colour"), self.colour)))
        rest.addLayout(row_of(labelled(_("Halo width"), self.halo_px), labelled(_("Halo"), self.halo)))
        rest.addWidget(labelled(_("Where"), self.placement))
        rest.addWidget(labelled(_("Priority where two would touch (10: stays)"), self.priority))
        rest.addLayout(
            row_of(labelled(_("Shown from"), self.widest), labelled(_("Shown up to"), self.closest)),
        )
        rest.addWidget(self.overlap)
        column.addWidget(self._rest)
        column.addStretch(1)

    def _connect(self) -> None:
        for combo in (self.column, self.placement):
            combo.currentIndexChanged.connect(lambda _n: self._touch())
        for field in (self.text_px, self.halo_px, self.priority, self.widest, self.closest):
            field.valueChanged.connect(lambda _value: self._touch())
        for button in (self.colour, self.halo):
            button.chosen.connect(lambda _ink: self._touch())
        self.overlap.toggled.connect(lambda _on: self._touch())

    def _touch(self) -> None:
        self._rest.setVisible(bool(self.column.currentData()))
        self.changed.emit()

    @property
    def labels(self) -> Labels | None:
        if not self.column.currentData():
            return None
        return Labels(
            self.column.currentData(),
            self.text_px.value(),
            self.colour.ink,
            self.halo.ink,
            self.halo_px.value(),
            self.placement.currentData(),
            int(self.priority.value()),
            self.closest.value(),
            self.widest.value(),
            self.overlap.isChecked(),
        )

    def show_entry(self, entry: LayerEntry) -> None:
        labels = entry.labels or Labels("")
        choose(self.column, labels.column)
        for field, value in (
            (self.text_px, labels.size_px),
            (self.halo_px, labels.halo_px),
            (self.priority, float(labels.priority)),
            (self.closest, labels.closest),
            (self.widest, labels.widest),
        ):
            put(field, value)
        self.colour.show_ink(labels.colour)
        self.halo.show_ink(labels.halo)
        choose(self.placement, labels.placement)
        self.overlap.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.overlap.setChecked(labels.overlap)
        self.overlap.blockSignals(False)  # noqa: FBT003 - as above
        self._rest.setVisible(bool(labels.column))

    def applied(self, entry: LayerEntry) -> LayerEntry:
        return replace(entry, labels=self.labels)
