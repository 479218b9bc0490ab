"""What a layer that is there already needs to be told: its coordinate system, its columns, another file, a password."""

from collections.abc import Callable
from dataclasses import replace
from gettext import gettext as _
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.map_layer import LayerEntry
from desktop.services.secrets import entry_name
from desktop.services.table_sample import TableSample, table_sample
from desktop.view import ink
from desktop.view.layers import words
from desktop.view.layers.adding.columns_page import ColumnsPage
from desktop.view.layers.adding.crs_page import CrsPage
from desktop.view.layers.desk import LayerDesk
from maps.layer_facts import Inspection
from maps.place import Place
from maps.source import Source
from maps.view.canvas import MapCanvas
from maps.view.theme import scale
from maps.view.theme.style import say
from maps.worker_queue import WorkerFault


class AmendDialog(QDialog):
    """One question about one layer; `answered(Source)` when what was said can be read."""

    answered = Signal(object)

    def __init__(self, layers: LayerDesk, entry: LayerEntry, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        assert entry.source is not None
        self._layers, self.entry, self.source = layers, entry, entry.source
        self._fault, self._go, cancel = QLabel(self), QPushButton(_("Keep"), self), QPushButton(_("Cancel"), self)
        head = QLabel(title, self)
        head.setFont(ink.sans(scale.TITLE_PX, scale.SEMIBOLD))
        self._fault.setWordWrap(True)
        self._fault.hide()
        say(self._go, role="primary")
        for button in (self._go, cancel):
            button.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self._go)
        self._column = QVBoxLayout(self)
        pad = scale.SPACE_16
        self._column.setContentsMargins(pad, pad, pad, pad)
        self._column.setSpacing(scale.SPACE_12)
        self._column.addWidget(head)
        self._column.addWidget(self._fault)
        self._column.addLayout(foot)
        self.setFixedWidth(scale.DIALOG_WIDE_PX)
        self._go.clicked.connect(self.go_on)
        cancel.clicked.connect(self.reject)

    def put(self, page: QWidget) -> None:
        self._column.insertWidget(1, page, 1)

    def can_go(self, can: bool) -> None:  # noqa: FBT001 - a slot
        self._go.setEnabled(can)

    def said(self) -> Source | None:
        """What was said; None while it is not enough."""
        raise NotImplementedError

    def go_on(self) -> None:
        """It is tried before it is kept."""
        source = self.said()
        if source is not None:
            self._go.setEnabled(False)
            self._layers.worker.tables.inspect(
                source, self._layers.relay.wrap(lambda answer: self._take(source, answer))
            )

    def _take(self, source: Source, answer: object) -> None:
        self._go.setEnabled(True)
        if isinstance(answer, Inspection):
            same = [one for one in answer.sublayers if one.source.sublayer == source.sublayer] or list(answer.sublayers)
            if not same[0].questions:
                self.answered.emit(source)
                self.accept()
                return
        code = answer.code if isinstance(answer, WorkerFault) else "no_crs"
        self._fault.setText(words.fault(code))
        self._fault.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go_on()
        else:
            super().keyPressEvent(event)


class CrsDialog(AmendDialog):
    def __init__(
        self,
        layers: LayerDesk,
        entry: LayerEntry,
        preview: MapCanvas,
        city: Place | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(layers, entry, _("Coordinate system of the layer"), parent)
        self._page = CrsPage(preview, self)
        self._page.ask(words.title(entry), (), city)
        self.put(self._page)
        self._page.changed.connect(lambda: self.can_go(bool(self._page.code)))
        self.can_go(False)  # noqa: FBT003 - nothing is said yet
        self.finished.connect(preview.shut)
        bare = msgspec.structs.replace(self.source, crs="")
        layers.worker.tables.inspect(bare, layers.relay.wrap(lambda answer: self._offer(answer, city)))

    def _offer(self, answer: object, city: Place | None) -> None:
        if isinstance(answer, Inspection) and answer.sublayers:
            same = [one for one in answer.sublayers if one.source.sublayer == self.source.sublayer]
            offers = (same or list(answer.sublayers))[0].offers
            self._page.ask(words.title(self.entry), offers, city)
            self._page.first.setFocus()

    def said(self) -> Source | None:
        code = self._page.code
        return msgspec.structs.replace(self.source, crs=code) if code else None


class ColumnsDialog(AmendDialog):
    def __init__(self, layers: LayerDesk, entry: LayerEntry, parent: QWidget | None = None) -> None:
        super().__init__(layers, entry, _("Columns of the coordinates"), parent)
        self._page = ColumnsPage(self)
        self.put(self._page)
        self._page.changed.connect(lambda: self.can_go(self._page.columns is not None))
        path = Path(self.source.address)
        layers.files(self, lambda: table_sample(path), self._show, layers.say_fault)

    def _show(self, sample: TableSample) -> None:
        self._page.ask(words.title(self.entry), sample)
        self._page.first.setFocus()

    def said(self) -> Source | None:
        columns = self._page.columns
        return msgspec.structs.replace(self.source, reading=columns) if columns is not None else None


class SignInDialog(AmendDialog):
    """Kept in the keyring under the name of the service's host, then tried."""

    def __init__(self, layers: LayerDesk, entry: LayerEntry, parent: QWidget | None = None) -> None:
        super().__init__(layers, entry, _("User and password of the service"), parent)
        self.user, self.password = QLineEdit(self), QLineEdit(self)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        for field, said in ((self.user, _("User")), (self.password, _("Password"))):
            field.setPlaceholderText(said)
            field.setAccessibleName(said)
            column.addWidget(field)
        self.put(page)
        self._name = entry_name(self.source.address)
        self.user.setFocus()

    def said(self) -> Source | None:
        return msgspec.structs.replace(self.source, credentials=self._name) if self.user.text() else None

    def go_on(self) -> None:
        book, name, user, password = self._layers.secrets, self._name, self.user.text(), self.password.text()
        if book is not None and user:
            keep = book.keep
            go_on = super().go_on
            self._layers.files(self, lambda: keep(name, user, password), lambda _kept: go_on(), self._layers.say_fault)


def amended(layers: LayerDesk, entry: LayerEntry) -> Callable[[Source], None]:
    """Keeps what was answered about a layer."""

    def keep(source: Source) -> None:
        known = layers.tree.entries.get(entry.id)
        if known is None:
            return
        layers.worker.layers.forgive(source)
        if known.source == source:
            layers.retry(source)
        else:
            layers.change(replace(known, source=source), "sourced")

    return keep
