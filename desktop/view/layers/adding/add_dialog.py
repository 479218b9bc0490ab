"""Adding layers, in one dialog: where they are, which are wanted, and page by page what must be said about some.

`added(entries)` hands the new entries over; `to_place(source)` a picture that is to be laid on the map by hand.
"""

from collections import deque
from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.map_layer import LayerEntry
from desktop.services.layers import entry_of, group_of
from desktop.services.secrets import SecretBook, entry_name
from desktop.services.table_sample import TableSample, table_sample
from desktop.view import ink
from desktop.view.ask import Ask
from desktop.view.layers import words
from desktop.view.layers.adding.columns_page import ColumnsPage
from desktop.view.layers.adding.crs_page import CrsPage
from desktop.view.layers.adding.find_page import FindPage
from desktop.view.layers.adding.finding import Finding, Found, with_crs
from desktop.view.layers.desk import LayerDesk
from maps.layer_facts import Inspection, Question
from maps.place import Place
from maps.source import Source, SourceKind
from maps.view.canvas import MapCanvas
from maps.view.theme import scale
from maps.view.theme.style import say
from maps.worker_queue import WorkerFault


class AddDialog(QDialog):
    """Closed by Esc without a trace; Enter goes on, from page to page."""

    added = Signal(object)
    to_place = Signal(object)

    def __init__(
        self, layers: LayerDesk, files: Ask, preview: MapCanvas, city: Place | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Add layers to the map"))
        self.setAcceptDrops(True)
        self._layers, self._files, self._city, self._preview = layers, files, city, preview
        self.finding = Finding(layers, files, self)
        self.find_page, self.crs_page, self.columns_page = (
            FindPage(self.finding, self),
            CrsPage(preview, self),
            ColumnsPage(self),
        )
        self._pages = QStackedWidget(self)
        self._title, self._go, self._cancel = QLabel(self), QPushButton(self), QPushButton(_("Cancel"), self)
        self._asking: deque[Found] = deque()
        self._ready: list[Found] = []
        self._asked: Found | None = None
        self._lay_out()
        self._connect()
        self._show_state()

    def _lay_out(self) -> None:
        self._title.setText(_("Add layers to the map"))
        self._title.setFont(ink.sans(scale.TITLE_PX, scale.SEMIBOLD))
        say(self._go, role="primary")
        self._go.setDefault(False)
        self._go.setAutoDefault(False)
        self._cancel.setAutoDefault(False)
        for page in (self.find_page, self.crs_page, self.columns_page):
            self._pages.addWidget(page)
        foot = QHBoxLayout()
        foot.setSpacing(scale.SPACE_8)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._go)
        column = QVBoxLayout(self)
        pad = scale.SPACE_16
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(scale.SPACE_12)
        column.addWidget(self._title)
        column.addWidget(self._pages, 1)
        column.addLayout(foot)
        self.setFixedWidth(scale.DIALOG_WIDE_PX)

    def _connect(self) -> None:
        self.find_page.asked.connect(lambda said: self.look_at(said.split("\n")))
        self.find_page.entered.connect(self._sign_in)
        for page in (self.find_page, self.crs_page, self.columns_page):
            page.changed.connect(self._show_state)
        self.finding.over.connect(self._found)
        self._go.clicked.connect(self.go_on)
        self._cancel.clicked.connect(self.reject)
        self.finished.connect(self._end)

    # finding

    def look_at(self, addresses: Sequence[str]) -> None:
        """Look what is there; a path that is typed may begin with ~."""
        whole = [one if "://" in one else str(Path(one).expanduser().absolute()) for one in addresses if one]
        self.find_page.address.setText(whole[0] if len(whole) == 1 else "")
        self.finding.start(whole)

    def _found(self) -> None:
        self._show_state()
        if self.finding.found and self.find_page.isVisible():
            self.find_page.list.setFocus()
        elif any(one.code == "credentials" for one in self.finding.faults):
            self.find_page.user.setFocus()

    def _sign_in(self, user: str, password: str) -> None:
        """Kept by the name of the service's host; then it is asked again."""
        refused = next((one for one in self.finding.faults if one.code == "credentials"), None)
        book = self._layers.secrets
        if refused is None or book is None:
            return
        name = entry_name(refused.address)
        self._files(
            self,
            lambda: _keep(book, name, user, password),
            lambda _done: self.finding.ask_again(_source_of(refused.address, name)),
            self._layers.say_fault,
        )

    # going on

    @property
    def wanted(self) -> list[Found]:
        return [one for one in self.finding.found if one.is_wanted]

    def go_on(self) -> None:
        """The button: add what is wanted, after the pages that ask about some of it."""
        if self._asked is None:
            self._asking, self._ready = deque(self.wanted), []
            self._next()
        elif self._asked.question is Question.COORDINATES:
            columns = self.columns_page.columns
            if columns is not None:
                self._look_again(msgspec.structs.replace(self._asked.sublayer.source, reading=columns))
        elif self.crs_page.code:
            self._look_again(with_crs(self._asked.sublayer, self.crs_page.code))

    def _next(self) -> None:
        while self._asking and self._asking[0].question in {None, Question.CONTROL_POINTS}:
            self._ready.append(self._asking.popleft())
        if not self._asking:
            self._finish()
            return
        self._asked = self._asking.popleft()
        self._ask_about(self._asked)

    def _ask_about(self, found: Found, fault: str = "") -> None:
        if found.question is Question.COORDINATES:
            path = Path(found.sublayer.source.address)
            self._files(self, lambda: table_sample(path), self._show_sample, self._layers.say_fault)
            return
        self.crs_page.ask(found.sublayer.title, found.sublayer.offers, self._city, fault)
        self._pages.setCurrentWidget(self.crs_page)
        self.crs_page.first.setFocus()
        self._show_state()

    def _show_sample(self, sample: TableSample) -> None:
        if self._asked is not None:
            self.columns_page.ask(self._asked.sublayer.title, sample)
            self._pages.setCurrentWidget(self.columns_page)
            self.columns_page.first.setFocus()
            self._show_state()

    def _look_again(self, source: Source) -> None:
        """With what was said of it."""
        self._go.setEnabled(False)
        self._layers.worker.tables.inspect(source, self._layers.relay.wrap(self._told_again))

    def _told_again(self, answer: object) -> None:
        asked = self._asked
        if asked is None or not self.isVisible():
            return
        if isinstance(answer, WorkerFault):
            self._ask_about(asked, words.fault(answer.code))
            return
        assert isinstance(answer, Inspection)
        same = [one for one in answer.sublayers if one.source.sublayer == asked.sublayer.source.sublayer]
        again = Found(asked.id, asked.address, (same or list(answer.sublayers))[0])
        self._asked = None
        self._asking.appendleft(again)
        self._next()

    def _finish(self) -> None:
        by_hand = [one for one in self._ready if one.question is Question.CONTROL_POINTS]
        entries = new_entries([one for one in self._ready if one not in by_hand], self._layers.owner_of_new)
        if entries:
            self.added.emit(entries)
        for one in by_hand[:1]:
            self.to_place.emit(one.sublayer.source)
        self.accept()

    # what is seen

    def _show_state(self) -> None:
        count = len(self.wanted)
        if self._asked is None:
            self._go.setText(
                ngettext("Add {n} layer", "Add {n} layers", count).format(n=count) if count else _("Add layers")
            )
            self._go.setEnabled(count > 0 and self.finding.is_over)
        else:
            self._go.setText(_("Go on"))
            is_columns = self._asked.question is Question.COORDINATES
            self._go.setEnabled(bool(self.columns_page.columns if is_columns else self.crs_page.code))

    def _end(self) -> None:
        self.finding.stop()
        self._preview.shut()

    # hands

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the list, on a choice, or with Ctrl anywhere goes on; in the address it looks."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self._go.isEnabled():
                self.go_on()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.look_at([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])


def new_entries(found: Sequence[Found], owner: str) -> list[LayerEntry]:
    """Layers of one address lie in a group of their own when there are several."""
    made: list[LayerEntry] = []
    by_address: dict[str, list[Found]] = {}
    for one in found:
        by_address.setdefault(one.address, []).append(one)
    for address, members in by_address.items():
        parent_id = ""
        if len(members) > 1:
            group = group_of(words.file_name(members[0].sublayer.source) or address, owner=owner)
            parent_id = group.id
            made.append(group)
        made += [entry_of(one.sublayer, parent_id=parent_id, owner=owner) for one in members]
    return made


def _keep(book: SecretBook, name: str, user: str, password: str) -> None:
    book.keep(name, user, password)


def _source_of(address: str, credentials: str) -> Source:
    """What a service is read as when nothing but its address is known."""
    kind = SourceKind.POSTGIS if address.startswith("postgresql://") else SourceKind.WMS
    return Source(kind, address, credentials=credentials)
