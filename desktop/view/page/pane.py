"""The page before it leaves: as it will be at the left, what can be chosen at the right. In the window's own body.

The strip, the bars and every key of the room stay in use; Esc goes back, Enter writes.
"""

from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.services.export.template import Template
from desktop.view import ink
from desktop.view.actions import BY_ID
from desktop.view.context.sections import Line
from desktop.view.key_button import KeyButton
from desktop.view.page.form import Heading, PageForm
from desktop.view.page.outcome import Outcome
from desktop.view.page.picture import PagePicture
from desktop.view.page.wishes import Wishes
from maps.sheet import Sheet
from maps.view.theme import scale
from maps.view.theme.style import say

_REDRAW_AFTER_MS = 200
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class _Scroll(QScrollArea):
    """Its keys are the page's."""

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        arg__1.ignore()


class PagePane(QWidget):
    """`drawing_wanted` when another picture is, `write_wanted`, `cancel_wanted`, `closed` by its button."""

    drawing_wanted = Signal()
    write_wanted = Signal()
    cancel_wanted = Signal()
    closed = Signal()
    wished = Signal()

    def __init__(self, heading: Heading, wishes: Wishes, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, surface="canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(heading.words)
        self.picture, self.form, self.outcome = (
            PagePicture(self),
            PageForm(heading, wishes, folder, self),
            Outcome(self),
        )
        self._asks_title = heading.asks_title or heading.is_atlas
        self.page, self.pages, self._is_writing = 0, 1, False
        self._title = Line(scale.TITLE_PX, scale.SEMIBOLD, "text", self)
        self._title.show_text(heading.words)
        self._turner, self._which = QWidget(self), QLabel(self)
        self.write = KeyButton(BY_ID["page.write"], self, role="primary", key="Return")
        self.close_button = QPushButton(_("Back, Esc"), self)
        self._redraw = QTimer(self, singleShot=True, interval=_REDRAW_AFTER_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, scale.SPACE_8)
        left.setSpacing(0)
        left.addWidget(self.picture, 1)
        left.addWidget(self._turner)
        self._lay_out_turner()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self._side())

    def _lay_out_turner(self) -> None:
        row = QHBoxLayout(self._turner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.SPACE_12)
        row.addStretch(1)
        for number, action_id in enumerate(("page.previous", "page.next")):
            button = KeyButton(BY_ID[action_id], self._turner, role="plain")
            button.clicked.connect(lambda _checked=False, step=2 * number - 1: self.turn(step))
            row.addWidget(button)
            if not number:
                row.addWidget(self._which)
        row.addStretch(1)
        self._which.setFont(ink.sans(scale.SECONDARY_PX))
        self._turner.hide()

    def _side(self) -> QWidget:
        side = say(QWidget(self), surface="panel")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(scale.CONTEXT_WIDTH_PX)
        pad, column = scale.PANEL_PADDING_PX, QVBoxLayout(side)
        column.setContentsMargins(pad, scale.SPACE_12, pad, scale.SPACE_12)
        column.setSpacing(scale.SPACE_12)
        column.addWidget(self._title)
        scroll = _Scroll(side)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        say(self.form, surface="panel").setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        scroll.setWidget(self.form)
        column.addWidget(scroll, 1)
        column.addWidget(self.outcome)
        buttons = QHBoxLayout()
        buttons.setSpacing(scale.SPACE_8)
        for button, share in ((self.write, 3), (self.close_button, 2)):
            say(button, size="dispatch")
            button.setFixedHeight(scale.DISPATCH_BUTTON_PX)
            buttons.addWidget(button, share)
        column.addLayout(buttons)
        return side

    def _connect(self) -> None:
        self.form.changed.connect(self._start_again)
        self.form.wished.connect(self.wished)
        self._redraw.timeout.connect(self.drawing_wanted)
        self.write.clicked.connect(self.ask_to_write)
        self.close_button.clicked.connect(self.closed)
        self.outcome.cancel_wanted.connect(self.cancel_wanted)

    # what the keys do

    def choose(self, template: Template) -> None:
        if not self._is_writing:
            self.form.templates.choose(template)

    def turn(self, step: int) -> None:
        """To another page of the document."""
        wanted = min(max(self.page + step, 0), self.pages - 1)
        if wanted != self.page:
            self.page = wanted
            self._show_which()
            self.drawing_wanted.emit()

    def ask_to_write(self) -> None:
        """Once, until the answer comes."""
        if not self._is_writing and self.picture.isVisible():
            self.set_writing(writing=True)
            self.outcome.begin()
            self.write_wanted.emit()

    def set_writing(self, *, writing: bool) -> None:
        self._is_writing = writing
        self.form.setEnabled(not writing)
        self.write.setEnabled(not writing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, and else writes, as Ctrl+Enter does; the rest goes on."""
        keypad, control = Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.ControlModifier
        if Qt.Key(event.key()) not in _ENTER or event.modifiers() & ~(keypad | control):
            super().keyPressEvent(event)
            return
        focus = QApplication.focusWidget()
        if isinstance(focus, QPushButton) and not event.modifiers() & control:
            focus.click()
        else:
            self.ask_to_write()

    # what comes back

    def wait(self, sheet: Sheet) -> int:
        """The picture is on its way; answers at how many dots per inch it is wanted."""
        self.picture.wait(sheet)
        return self.picture.dpi_for(sheet)

    def show_page(self, image: QImage, pages: int, ratio: float, notes: Sequence[str]) -> None:
        self.pages, self.page = pages, min(self.page, pages - 1)
        self.picture.show_image(image)
        self.form.show_ratio(ratio)
        if not self._is_writing:
            self.outcome.show_notes(notes)
        self._show_which()

    def _show_which(self) -> None:
        self._turner.setVisible(self.pages > 1)
        self._which.setText(_("Page {number} of {total}").format(number=self.page + 1, total=self.pages))

    def _start_again(self) -> None:
        """Other pages: from the first one."""
        self.page = 0
        self._redraw.start()
        self.wished.emit()

    def focus_first(self) -> None:
        """On the title where one is asked for, else on the page."""
        (self.form.title if self._asks_title else self.picture).setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw.start(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw.start()
