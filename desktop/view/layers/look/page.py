"""The page of one layer in the panel: its look, labels, filter and source, tried out on the map while it is open.

Ctrl+Enter or the button keeps what was chosen, as one act that can be undone; Esc leaves everything as it was.
"""

from gettext import gettext as _

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.map_layer import LayerEntry
from desktop.view import ink
from desktop.view.layers import words
from desktop.view.layers.desk import LayerDesk
from desktop.view.layers.facts import LayerFacts
from desktop.view.layers.icon_button import IconButton
from desktop.view.layers.keeping_key import takes_keeping_key
from desktop.view.layers.look.filter_form import FilterForm
from desktop.view.layers.look.form import Calm
from desktop.view.layers.look.label_form import LabelForm
from desktop.view.layers.look.look_form import LookForm
from desktop.view.layers.look.source_form import SourceForm
from desktop.view.state_plate import LoadingRows, Plate, StatePlate
from maps.layer_facts import Sublayer
from maps.stack import scale_denominator
from maps.view.theme import scale
from maps.view.theme.style import say
from maps.worker_queue import WorkerFault

LOOK, LABELS, FILTER, SOURCE = 0, 1, 2, 3


class LookPage(QWidget):
    """`left` when it is done; `wanted(act, entry)` for what needs a dialog of its own."""

    left = Signal()
    wanted = Signal(str, object)

    def __init__(self, layers: LayerDesk, facts: LayerFacts, entry: LayerEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers, self._entry = layers, entry
        self._may = layers.may_change(entry)
        self.look: LookForm | None = None
        self.labels: LabelForm | None = None
        self.filter: FilterForm | None = None
        self.source: SourceForm | None = None
        self._forms: list[QWidget] = []
        self._tabs, self._pages = QTabBar(self), QStackedWidget(self)
        self._keep, self._cancel = QPushButton(_("Keep"), self), QPushButton(_("Cancel"), self)
        self._calm = Calm(self)
        self.setFocusProxy(self._tabs)
        self._lay_out()
        self._calm.settled.connect(self._preview)
        self._keep.clicked.connect(self.keep)
        self._cancel.clicked.connect(self.leave)
        self._tabs.currentChanged.connect(self.show_tab)
        facts.of(entry, self._take_facts)

    def _lay_out(self) -> None:
        back = IconButton("unfold", _("Back to the layers (Esc)"), self)
        back.clicked.connect(self.leave)
        title = QLabel(self)
        title.setFont(ink.sans(scale.TITLE_PX, scale.SEMIBOLD))
        title.setText(
            ink.metrics(title.font()).elidedText(
                words.title(self._entry), Qt.TextElideMode.ElideMiddle, scale.LIST_MIN_PX
            )
        )
        title.setToolTip(words.title(self._entry))
        head = QHBoxLayout()
        head.setContentsMargins(scale.SPACE_8, scale.SPACE_4, scale.PANEL_PADDING_PX, scale.SPACE_4)
        head.addWidget(back)
        head.addWidget(title, 1)
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        for said in (_("Look"), _("Labels"), _("Filter"), _("Source")):
            self._tabs.addTab(said)
        self._pages.addWidget(LoadingRows(self))
        say(self._keep, role="primary")
        self._keep.setToolTip("Ctrl Enter")
        foot = QHBoxLayout()
        foot.setContentsMargins(scale.PANEL_PADDING_PX, scale.SPACE_8, scale.PANEL_PADDING_PX, scale.SPACE_12)
        foot.setSpacing(scale.SPACE_8)
        for button in (self._keep, self._cancel):
            foot.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(scale.SPACE_4, 0, 0, 0)
        tabs.addWidget(self._tabs, 1)
        column.addLayout(tabs)
        column.addWidget(self._pages, 1)
        column.addLayout(foot)
        if not self._may:
            self._keep.setEnabled(False)
            self._keep.setToolTip(_("Only who may configure changes the layers of all."))

    # what is known of its source

    def _take_facts(self, told: Sublayer | WorkerFault) -> None:
        denominator = scale_denominator(self._layers.canvas.viewport.ground_m_per_px)
        if isinstance(told, WorkerFault):
            self.source = SourceForm(None, self._entry, denominator)
            self._show_fault(told)
        else:
            self.look = LookForm(self._layers, told, self._entry)
            self.labels, self.filter = LabelForm(told), FilterForm(self._layers, told)
            self.source = SourceForm(told, self._entry, denominator)
            self._forms = [self.look, self.labels, self.filter, self.source]
            self._tabs.setTabEnabled(LABELS, bool(told.columns))
            self._tabs.setTabEnabled(FILTER, bool(told.columns))
        for form in (self.look, self.labels, self.filter, self.source):
            if form is not None:
                form.show_entry(self._entry)
                form.changed.connect(self._calm.touch)
        for form in self._forms:
            self._pages.addWidget(_scrolled(form))
        self.source.wanted.connect(lambda act: self.wanted.emit(act, self._entry))
        self.show_tab(self._tabs.currentIndex() if self.look is not None else SOURCE)

    def _show_fault(self, fault: WorkerFault) -> None:
        assert self.source is not None
        plate = StatePlate(Plate(words.fault(fault.code), fault.detail))
        self._forms = [plate, QWidget(self), QWidget(self), self.source]
        for tab in (LABELS, FILTER):
            self._tabs.setTabEnabled(tab, False)  # noqa: FBT003 - Qt's own signature

    def show_tab(self, number: int) -> None:
        if self._pages.count() > 1:
            self._tabs.setCurrentIndex(number)
            self._pages.setCurrentIndex(number + 1)

    # what was chosen

    @property
    def entry(self) -> LayerEntry:
        """As the forms have it."""
        entry = self._entry
        if self.look is not None and self.labels is not None and self.filter is not None:
            entry = self.filter.applied(self.labels.applied(self.look.applied(entry)))
        return self.source.applied(entry) if self.source is not None else entry

    def _preview(self) -> None:
        self._layers.preview(self.entry)

    def keep(self) -> None:
        if self._may and self._layers.change(self.entry, "styled"):
            self._layers.preview(None, self._entry.id)
            self.left.emit()

    def leave(self) -> None:
        self._layers.preview(None, self._entry.id)
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        return takes_keeping_key(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and held:
            self.keep()
        elif held and event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            step = 1 if event.key() == Qt.Key.Key_PageDown else -1
            self._tabs.setCurrentIndex((self._tabs.currentIndex() + step) % self._tabs.count())
        else:
            super().keyPressEvent(event)


def _scrolled(form: QWidget) -> QScrollArea:
    inner = say(QWidget(), surface="panel")
    box = QVBoxLayout(inner)
    box.setContentsMargins(scale.PANEL_PADDING_PX, scale.SPACE_12, scale.PANEL_PADDING_PX, scale.SPACE_12)
    box.addWidget(form)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(inner)
    return scroll
