"""Views of the map that are kept: saved under a name, listed, gone to, renamed, removed."""

from collections.abc import Sequence
from gettext import gettext as _

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.bookmark import LONGEST_NAME, Bookmark, View
from desktop.domain.operator import Operator
from desktop.services.undo import Undoable
from desktop.view import ink
from desktop.view.choice_dialog import Choice, ChoiceDialog, matching
from desktop.view.desk import Desk, Services
from maps.view.canvas import MapCanvas
from maps.view.theme import scale
from maps.view.theme.style import say


class NameDialog(QDialog):
    """A name, and whether the whole room has the view. `named(name, shared)` once; Enter saves, Esc leaves."""

    named = Signal(str, bool)

    def __init__(self, title: str, name: str, parent: QWidget, *, may_share: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.name, self.shared = QLineEdit(name, self), QCheckBox(_("For the whole room"), self)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(_("Name of the view"))
        self.name.setAccessibleName(title)
        self.name.selectAll()
        self.shared.setVisible(may_share)
        self._lay_out(title)

    def _lay_out(self, title: str) -> None:
        head = QLabel(title, self)
        head.setFont(ink.sans(scale.TITLE_PX, scale.SEMIBOLD))
        self.save, leave = say(QPushButton(_("Save  Enter"), self), role="primary"), QPushButton(_("Cancel  Esc"), self)
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        leave.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(scale.SPACE_8)
        foot.addStretch(1)
        foot.addWidget(leave)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.SPACE_24, scale.SPACE_16, scale.SPACE_24, scale.SPACE_16)
        column.setSpacing(scale.SPACE_12)
        for widget in (head, self.name, self.shared):
            column.addWidget(widget)
        column.addLayout(foot)
        self.setFixedWidth(scale.DIALOG_WIDTH_PX)

    def _save(self) -> None:
        name = self.name.text().strip()
        if name:
            self.accept()
            self.named.emit(name, self.shared.isChecked())


class ViewList(ChoiceDialog):
    """Enter goes there; Delete removes the row, F2 gives it another name."""

    removal_wanted = Signal(str)
    rename_wanted = Signal(str)

    def __init__(self, choices: Sequence[Choice], parent: QWidget) -> None:
        super().__init__(_("Kept views"), _("Name of the view"), lambda text: matching(choices, text), parent)
        self.note.setText(
            _("Enter: go there. F2: another name. Delete: remove.")
            if choices
            else _("No views yet: keep the one that you see with B.")
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            wanted = {Qt.Key.Key_Delete: self.removal_wanted, Qt.Key.Key_F2: self.rename_wanted}
            signal, row = wanted.get(Qt.Key(event.key())), self.current
            if signal is not None and row is not None and not self.field.selectedText():
                self.accept()
                signal.emit(row.id)
                return True
        return super().eventFilter(watched, event)


class Views(QObject):
    def __init__(self, desk: Desk, canvas: MapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._canvas = desk, canvas
        self.dialog: QDialog | None = None

    @property
    def known(self) -> list[Bookmark]:
        """The operator's own and those of the room, by name."""
        operator = self._desk.operator
        every = self._desk.situation.bookmarks.values()
        seen = [one for one in every if operator is not None and one.may_see(operator.id)]
        return sorted(seen, key=lambda one: one.name.casefold())

    @property
    def choices(self) -> list[Choice]:
        return [
            Choice(one.id, one.name, group=_("Shared view") if one.owner_id is None else _("My view"))
            for one in self.known
        ]

    def save(self) -> None:
        """What the map shows now."""
        canvas, operator = self._canvas, self._desk.operator
        seen = canvas.viewport
        view = View(seen.centre, seen.ground_m_per_px * seen.width_px, seen.bearing_deg)
        may_share = operator is not None and operator.may_do("bookmark.share")
        dialog = NameDialog(_("Keep this view"), "", canvas.window(), may_share=may_share)
        dialog.named.connect(lambda name, shared: self._keep(name, view, shared=shared))
        self._open(dialog)

    def _keep(self, name: str, view: View, *, shared: bool) -> None:
        def keep(services: Services, operator: Operator) -> tuple[Bookmark, Undoable]:
            saved = services.bookmarks.save(name, view, operator, shared=shared)
            return saved, services.bookmarks.undo_of_saving(saved)

        self._desk.act_undoably(self, keep, _nothing)

    def show_list(self) -> None:
        dialog = ViewList(self.choices, self._canvas.window())
        dialog.chosen.connect(self.go_to)
        dialog.removal_wanted.connect(self._remove)
        dialog.rename_wanted.connect(self._rename)
        self._open(dialog)

    def go_to(self, bookmark_id: str) -> None:
        bookmark = self._desk.situation.bookmarks.get(bookmark_id)
        if bookmark is not None:
            self._canvas.show_view(bookmark.place, bookmark.width_m, bookmark.bearing_deg)
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, bookmark_id: str) -> None:
        bookmark = self._desk.situation.bookmarks.get(bookmark_id)
        if bookmark is None:
            return

        def take_away(services: Services, operator: Operator) -> tuple[Bookmark, Undoable]:
            removed = services.bookmarks.remove(bookmark.id, operator, bookmark.version)
            return removed, services.bookmarks.undo_of_removing(removed)

        self._desk.act_undoably(self, take_away, _nothing)

    def _rename(self, bookmark_id: str) -> None:
        bookmark = self._desk.situation.bookmarks.get(bookmark_id)
        if bookmark is not None:
            dialog = NameDialog(_("Another name for the view"), bookmark.name, self._canvas.window(), may_share=False)
            dialog.named.connect(lambda name, _shared: self._keep_name(bookmark, name))
            self._open(dialog)

    def _keep_name(self, before: Bookmark, name: str) -> None:
        def keep(services: Services, operator: Operator) -> tuple[Bookmark, Undoable]:
            after = services.bookmarks.rename(before.id, name, operator, before.version)
            return after, services.bookmarks.undo_of_renaming(before, after)

        self._desk.act_undoably(self, keep, _nothing)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.destroyed.connect(self._forget_dialog)
        dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None


def _nothing(_answer: object) -> None:
    """The picture brings what has changed."""
