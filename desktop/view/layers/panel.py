"""The layers panel: what the map is made of, as a tree; switches, order, opacity, legends, and what is wrong where.

It slides over the left of the map, or stands beside it when it is pinned. Its list can be worked by keys alone.
"""

import time
from collections.abc import Mapping
from gettext import gettext as _
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSlider,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.map_layer import LIVE_GROUP
from desktop.view import ink
from desktop.view.layers.acts import LayerActs
from desktop.view.layers.desk import LayerDesk
from desktop.view.layers.icon_button import IconButton
from desktop.view.layers.layer_list import LayerList, LayerModel, drop_place
from desktop.view.layers.legends import Legends
from desktop.view.layers.menu import layer_menu
from desktop.view.layers.row_delegate import LayerDelegate
from desktop.view.layers.rows import ClassRow, Known, LayerRow, PanelRow, rows
from desktop.view.situation import Topic
from desktop.view.state_plate import LoadingRows, LostPlate, Plate, StatePlate
from desktop.view.text_button import TextButton
from maps.stack import scale_denominator
from maps.view.theme import scale
from maps.view.theme.style import say

SUBJECT = "panel:layers"
"""Of what is kept of it for an operator: whether it is pinned, and what is open."""
_REFRESH_MS, _KEEP_MS = 60, 1_500


class LayersPanel(QWidget):
    """`closed` when it is put away, `pinned(bool)` when it shall stand beside the map."""

    closed = Signal()
    pinned = Signal(bool)

    def __init__(self, layers: LayerDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, surface="panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Layers of the map"))
        self._layers = layers
        self.legends = Legends(layers, self.devicePixelRatioF())
        self._model = LayerModel()
        self.list = LayerList(self._model, LayerDelegate(self.legends, self), self)
        self.acts = LayerActs(layers, lambda: self.list.current)
        self.filter, self.opacity = QLineEdit(self), QSlider(Qt.Orientation.Horizontal, self)
        self._percent, self._opacity_name = QLabel(self), QLabel(_("Opacity"), self)
        self._note, self._lost = say(QLabel(self), tone="text2"), LostPlate(self)
        self._add = TextButton(words=_("Add…"), parent=self)
        self._menu = IconButton("menu", _("More acts"), self)
        self._pin = IconButton("pin", _("Keep it beside the map"), self)
        self._close = IconButton("close", _("Put the layers away (Esc)"), self)
        self._empty = StatePlate(
            Plate(
                _("No layers of files or services yet."),
                _("Add files, services or tables here, or drop files on the map."),
                _("Add layers…"),
                lambda: self.acts.do("add"),
            ),
            self,
        )
        self._pages, self._body = QStackedWidget(self), QStackedWidget(self)
        self._open_ids = {LIVE_GROUP}
        self._refresh = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._keeping = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._lay_out()
        self._connect()

    # the frame

    def _lay_out(self) -> None:
        home = QWidget(self)
        column = QVBoxLayout(home)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self._lost)
        column.addLayout(self._search())
        for page in (LoadingRows(self), self.list):
            self._body.addWidget(page)
        column.addWidget(self._body, 1)
        self._empty.setFixedHeight(scale.LIST_MIN_PX)
        column.addWidget(self._empty)
        column.addLayout(self._foot())
        self._pages.addWidget(home)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _head(self) -> QHBoxLayout:
        title = QLabel(_("Layers"), self)
        title.setFont(ink.sans(scale.TITLE_PX, scale.SEMIBOLD))
        row = QHBoxLayout()
        row.setContentsMargins(scale.PANEL_PADDING_PX, scale.SPACE_4, scale.SPACE_8, scale.SPACE_4)
        row.setSpacing(scale.SPACE_4)
        row.addWidget(title)
        row.addStretch(1)
        for button in (self._add, self._menu, self._pin, self._close):
            row.addWidget(button)
        self._pin.setCheckable(True)
        return row

    def _search(self) -> QVBoxLayout:
        self.filter.setPlaceholderText(_("Filter layers…"))
        self.filter.setAccessibleName(_("Filter layers…"))
        self.filter.setClearButtonEnabled(True)
        self._note.setFont(ink.sans(scale.METADATA_PX))
        self._note.setWordWrap(True)
        box = QVBoxLayout()
        box.setContentsMargins(scale.PANEL_PADDING_PX, 0, scale.PANEL_PADDING_PX, scale.SPACE_8)
        box.setSpacing(scale.SPACE_4)
        box.addWidget(self.filter)
        box.addWidget(self._note)
        return box

    def _foot(self) -> QHBoxLayout:
        for label in (self._opacity_name, self._percent):
            say(label, tone="text2").setFont(ink.sans(scale.SECONDARY_PX))
        self.opacity.setRange(0, 100)
        self.opacity.setSingleStep(5)
        self.opacity.setPageStep(20)
        self.opacity.setAccessibleName(_("Opacity"))
        self._percent.setAlignment(ink.RIGHT)
        self._percent.setFixedWidth(round(ink.width_of("100 %", self._percent.font())) + scale.SPACE_4)
        row = QHBoxLayout()
        row.setContentsMargins(scale.PANEL_PADDING_PX, scale.SPACE_8, scale.PANEL_PADDING_PX, scale.SPACE_8)
        row.setSpacing(scale.SPACE_12)
        row.addWidget(self._opacity_name)
        row.addWidget(self.opacity, 1)
        row.addWidget(self._percent)
        return row

    def _connect(self) -> None:
        self._refresh.timeout.connect(self._fill)
        self._keeping.timeout.connect(self._keep)
        for changed in (self._layers.changed, self._layers.fared, self.legends.changed, self._layers.canvas.moved):
            changed.connect(self._touch)
        self._layers.desk.told.connect(self._follow)
        self._layers.desk.beat.second.connect(self._each_second)
        self._layers.desk.seated.connect(lambda _operator: self._say_who())
        self._layers.changed.connect(self._say_who)
        self.filter.textChanged.connect(lambda _text: self._fill())
        self.filter.returnPressed.connect(self.list.setFocus)
        self.filter.installEventFilter(self)
        self.list.act.connect(self.acts.do)
        self.list.chosen.connect(self._show_opacity)
        self.list.unfolded.connect(self._unfold)
        self.list.menu_wanted.connect(self._show_menu)
        self._model.renamed.connect(self.acts.rename)
        self._model.dropped.connect(self._drop)
        self.acts.renaming.connect(self.list.rename)
        self.opacity.valueChanged.connect(self._try_opacity)
        self.opacity.sliderReleased.connect(self._keep_opacity)
        self._add.clicked.connect(lambda: self.acts.do("add"))
        self._menu.clicked.connect(lambda: self._show_menu(self._menu.mapToGlobal(self._menu.rect().bottomLeft())))
        self._pin.toggled.connect(self._take_pin)
        self._close.clicked.connect(self.closed)

    def dress(self) -> None:
        """In the theme in force."""
        for button in (self._menu, self._pin, self._close):
            button.dress()
        self.list.viewport().update()

    # its pages

    def show_page(self, page: QWidget) -> None:
        """What lies over the list until it is done: the look of a layer."""
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)

    def show_list(self) -> None:
        gone = self._pages.currentWidget()
        self._pages.setCurrentIndex(0)
        if gone is not None and gone is not self._pages.widget(0):
            self._pages.removeWidget(gone)
            gone.deleteLater()
        self.list.setFocus()

    def leave_page(self) -> None:
        """As its own way out: nothing that was tried out stays."""
        page = self._pages.currentWidget()
        leave = getattr(page, "leave", None)
        (leave or self.show_list)()

    @property
    def shows_list(self) -> bool:
        return self._pages.currentIndex() == 0

    # what it shows

    def refresh(self) -> None:
        """At once."""
        self._fill()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the filter, Esc and Down go to the list."""
        is_press = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Down}:
            self.list.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _touch(self, *_told: object) -> None:
        if self.isVisible() and not self._refresh.isActive():
            self._refresh.start()

    def _follow(self, topics: frozenset[Topic]) -> None:
        if Topic.LINK in topics:
            self._show_link()
        if topics & {Topic.LAYERS, Topic.ASSETS}:
            self._touch()

    def _show_link(self) -> None:
        if self._layers.desk.situation.linked:
            self._lost.show_loss("", "")
        else:
            self._lost.show_loss(
                _("The store does not answer."),
                _("The layers are shown as they were; changes are not kept until it is back."),
            )

    def _say_who(self) -> None:
        """Whose the changes are: said once, where they are made."""
        operator = self._layers.desk.operator
        own = operator is not None and not self._layers.may_configure
        self._note.setText(_("Switches, opacity and layers that you add are yours alone.") if own else "")
        self._note.setVisible(own)

    def _each_second(self) -> None:
        """Ages go on."""
        if self.isVisible() and any(news.as_of_s is not None for news in self._layers.news.values()):
            self._touch()

    def known(self) -> Known:
        viewport = self._layers.canvas.viewport
        return Known(
            self._layers.shown_tree,
            self._layers.view,
            self._layers.news,
            self._layers.preparations,
            scale_denominator(viewport.ground_m_per_px),
            time.time(),
            frozenset(self._open_ids),
            self.legends.classes,
        )

    def _fill(self) -> None:
        if not self._layers.desk.situation.loaded:
            return
        self._body.setCurrentWidget(self.list)
        self.list.put(rows(self.known(), self.filter.text()))
        self.list.viewport().update()
        self._empty.setVisible(not self._layers.file_entries and not self.filter.text())
        self._show_opacity(self.list.current)

    @property
    def shown_rows(self) -> list[PanelRow]:
        return list(self._model.rows)

    def _unfold(self, entry_id: str, is_open: bool) -> None:  # noqa: FBT001 - a slot
        (self._open_ids.add if is_open else self._open_ids.discard)(entry_id)
        self._fill()
        self._keeping.start()

    def choose(self, entry_id: str) -> None:
        """Its row becomes the current one, with its groups open."""
        entry = self._layers.tree.entries.get(entry_id)
        if entry is not None:
            self._open_ids |= {group.id for group in self._layers.tree.ancestors(entry)}
            self._fill()
            self.list.choose(entry_id)

    # its acts

    def _drop(self, moved_id: str, target_id: str, into: bool) -> None:  # noqa: FBT001 - a slot
        if moved_id and moved_id != target_id:
            self.acts.move_to(moved_id, *drop_place(self._layers.tree, moved_id, target_id, into=into))

    def _show_menu(self, at: QPoint) -> None:
        layer_menu(self.acts, self._layers, self).popup(at)

    def _show_opacity(self, row: PanelRow | None) -> None:
        entry = None if row is None else self.acts.entry
        can = entry is not None and not entry.is_always_shown and isinstance(row, LayerRow | ClassRow)
        self.opacity.setEnabled(can)
        value = round(self._layers.view.opacity(entry) * 100) if entry is not None else 100
        if not self.opacity.isSliderDown():
            self.opacity.blockSignals(True)  # noqa: FBT003 - Qt's own signature
            self.opacity.setValue(value)
            self.opacity.blockSignals(False)  # noqa: FBT003 - as above
            self._percent.setText(f"{value} %")

    def _try_opacity(self, percent: int) -> None:
        self._percent.setText(f"{percent} %")
        if self.opacity.isSliderDown():
            if (entry := self.acts.entry) is not None:
                self._layers.try_opacity(entry, percent / 100)
        else:
            self._keep_opacity()

    def _keep_opacity(self) -> None:
        if (entry := self.acts.entry) is not None:
            self._layers.preview(None, entry.id)
            self._layers.fade(entry, self.opacity.value() / 100)

    # how it was left

    def take_personal(self, values: Mapping[str, Any]) -> None:
        kept = values.get(SUBJECT)
        if not isinstance(kept, dict):
            return
        self._open_ids = {str(one) for one in kept.get("open", [LIVE_GROUP])}
        self._pin.setChecked(bool(kept.get("pinned", False)))

    def _take_pin(self, checked: bool) -> None:  # noqa: FBT001 - a slot
        self.pinned.emit(checked)
        self._keeping.start()

    def _keep(self) -> None:
        self._layers.keep({SUBJECT: {"open": sorted(self._open_ids), "pinned": self._pin.isChecked()}})
