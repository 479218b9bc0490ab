"""The page that asks for a coordinate system: what is likely, and where on the map the data would then lie."""

from collections.abc import Sequence
from gettext import gettext as _

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.view import formats, ink
from maps.layer import AssetMarks
from maps.layer_facts import CrsOffer
from maps.place import NotOnEarthError, Place
from maps.view.canvas import MapCanvas
from maps.view.theme import scale
from maps.view.theme.style import say

_NEAR_M, _THERE = 60_000.0, "there"


class CrsPage(QWidget):
    """`changed` with every choice; `code` is what was chosen or typed, such as `EPSG:32613`."""

    changed = Signal()

    def __init__(self, preview: MapCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview = preview
        self._offers: Sequence[CrsOffer] = ()
        self._asked, self._fault = QLabel(self), QLabel(self)
        self._group, self._choices = QButtonGroup(self), QWidget()
        self.other = QLineEdit(self)
        self._lay_out()
        self._group.idClicked.connect(self._choose)
        self.other.textEdited.connect(lambda _text: self._type())

    def _lay_out(self) -> None:
        self._asked.setFont(ink.sans(scale.BODY_PX, scale.SEMIBOLD))
        for label in (self._asked, self._fault):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.other.setPlaceholderText(_("Another one, by its code: EPSG:6369"))
        self.other.setAccessibleName(self.other.placeholderText())
        note = say(QLabel(self), tone="text2")
        note.setText(_("Whoever made the file knows. The nearest to the city comes first; look where it would lie."))
        note.setWordWrap(True)
        note.setFont(ink.sans(scale.METADATA_PX))
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(say(self._choices, surface="panel"))
        scroll.setFixedHeight(scale.TARGET_PX * 7)
        self._preview.setFixedHeight(scale.DENSE_ROW_PX * 6)
        self._preview.setParent(self)
        rows = QVBoxLayout(self._choices)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_8)
        for widget in (self._asked, note, scroll, self.other, self._fault, self._preview):
            column.addWidget(widget)

    def ask(self, title: str, offers: Sequence[CrsOffer], city: Place | None, fault: str = "") -> None:
        """Nothing is chosen until a person does."""
        self._asked.setText(_("Which coordinate system is “{layer}” in?").format(layer=title))
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        self._offers = sorted(offers, key=lambda offer: _distance_m(offer, city))
        self.other.clear()
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.setParent(None)
            button.deleteLater()
        for number, offer in enumerate(self._offers):
            button = QRadioButton(_said(offer, city), self._choices)
            self._group.addButton(button, number)
            rows = self._choices.layout()
            if rows is not None:
                rows.addWidget(button)
        self._preview.remove_layer(_THERE)
        if city is not None:
            self._preview.fly_to(city, _NEAR_M)
        self.changed.emit()

    @property
    def code(self) -> str:
        typed = self.other.text().strip().upper()
        if typed:
            return typed if ":" in typed else f"EPSG:{typed}"
        chosen = self._group.checkedId()
        return self._offers[chosen].code if 0 <= chosen < len(self._offers) else ""

    @property
    def first(self) -> QWidget:
        """What takes the keyboard."""
        buttons = self._group.buttons()
        return buttons[0] if buttons else self.other

    def _choose(self, number: int) -> None:
        self.other.clear()
        offer = self._offers[number]
        place = Place(offer.lat_deg, offer.lon_deg)
        lat_deg, lon_deg = np.array([place.lat_deg]), np.array([place.lon_deg])
        self._preview.set_layer(
            AssetMarks(_THERE, "place", (_THERE,), (offer.code,), lat_deg, lon_deg, np.zeros(1, np.uint8))
        )
        self._preview.select(_THERE, _THERE)
        self._preview.fly_to(place, _NEAR_M)
        self.changed.emit()

    def _type(self) -> None:
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(False)
        self._group.setExclusive(True)
        self.changed.emit()


def _distance_m(offer: CrsOffer, city: Place | None) -> float:
    try:
        return 0.0 if city is None else city.distance_m(Place(offer.lat_deg, offer.lon_deg))
    except NotOnEarthError:
        return float("inf")


def _said(offer: CrsOffer, city: Place | None) -> str:
    far = _distance_m(offer, city)
    said = f"{offer.code} · {offer.name}"
    if city is None or far == float("inf"):
        return said
    return _("{system} · {distance} from the city").format(system=said, distance=formats.distance(far))
