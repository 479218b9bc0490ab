"""What became of the writing: how far it is, with Cancel; then where the files lie, to be opened or copied."""

from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

from PySide6.QtCore import QSize, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.view import ink
from desktop.view.context.sections import Line
from maps.view.theme import scale
from maps.view.theme.style import say


class Outcome(QStackedWidget):
    """Empty, then progress after two seconds, then the result. `cancel_wanted` while it is being written."""

    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notes, self._bar, self._amount = QLabel(self), QProgressBar(self), QLabel(self)
        self._what, self._where = QLabel(self), Line(scale.SECONDARY_PX, scale.REGULAR, "text2", self)
        self.cancel, self.open, self.copy = (QPushButton(self) for _number in range(3))
        self._first = Path()
        self._patience = QTimer(self, singleShot=True, interval=scale.PROGRESS_AFTER_MS)
        self._patience.timeout.connect(lambda: self._turn_to(1))
        for page in (self._notes_page(), self._progress_page(), self._result_page()):
            self.addWidget(page)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.open.clicked.connect(self._open_folder)
        self.copy.clicked.connect(self._copy_path)
        self._turn_to(0)

    def sizeHint(self) -> QSize:
        """As tall as what is shown, and nothing where nothing is."""
        shown = self.currentWidget()
        if shown is None or (shown is self._notes and not self._notes.text()):
            return QSize(0, 0)
        high = shown.heightForWidth(self.width()) if shown.hasHeightForWidth() else shown.sizeHint().height()
        return QSize(0, high)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _turn_to(self, index: int) -> None:
        self.setCurrentIndex(index)
        self.setFixedHeight(self.sizeHint().height())

    def _notes_page(self) -> QWidget:
        self._notes.setWordWrap(True)
        say(self._notes, tone="text2").setFont(ink.sans(scale.SECONDARY_PX))
        return self._notes

    def _progress_page(self) -> QWidget:
        page = QWidget(self)
        self._amount.setFont(ink.sans(scale.SECONDARY_PX))
        self._bar.setTextVisible(False)
        self.cancel.setText(_("Cancel the writing"))
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.SPACE_12)
        row.addWidget(self._bar, 1)
        row.addWidget(self._amount)
        row.addWidget(self.cancel)
        return page

    def _result_page(self) -> QWidget:
        page = QWidget(self)
        self._what.setFont(ink.sans(scale.BODY_PX, scale.SEMIBOLD))
        self.open.setText(_("Open the folder"))
        self.copy.setText(_("Copy the path"))
        buttons = QHBoxLayout()
        buttons.setSpacing(scale.SPACE_8)
        buttons.addWidget(self.open)
        buttons.addWidget(self.copy)
        buttons.addStretch(1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_4)
        column.addWidget(self._what)
        column.addWidget(self._where)
        column.addLayout(buttons)
        return page

    def show_notes(self, words: Sequence[str]) -> None:
        """What is not as it could be, before it is written."""
        self._notes.setText("\n".join(words))
        if self.currentIndex() == 0 or not self._patience.isActive():
            self._turn_to(0)

    def begin(self) -> None:
        self._bar.setRange(0, 0)
        self._amount.setText("")
        self._patience.start()

    def show_progress(self, page: int, pages: int) -> None:
        self._bar.setRange(0, pages)
        self._bar.setValue(page)
        self._amount.setText(_("{n} of {total}").format(n=page, total=pages))

    def show_result(self, files: Sequence[Path], key: str) -> None:
        self._patience.stop()
        self._first = files[0]
        known = ngettext("{n} file written and signed", "{n} files written and signed", len(files))
        self._what.setText(known.format(n=len(files)))
        self._where.show_text(str(files[0]))
        self._where.setToolTip("\n".join(map(str, files)) + f"\n{_('Key')} {key}")
        self._turn_to(2)
        self.open.setFocus()

    def show_refusal(self, words: str) -> None:
        """On the thing itself: what happened and what to do."""
        self._patience.stop()
        self._notes.setText(words)
        self._notes.setAccessibleName(words)
        self._turn_to(0)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._first.parent)))

    def _copy_path(self) -> None:
        QGuiApplication.clipboard().setText(str(self._first))
