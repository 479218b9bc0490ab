"""The first page of adding: an address, and the layers that were found there, each with a box."""

from gettext import gettext as _
from gettext import ngettext

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.plain import plain
from desktop.view import formats, ink
from desktop.view.layers import words
from desktop.view.layers.adding.finding import Finding, Found
from desktop.view.layers.row_delegate import paint_box
from desktop.view.row_list import ROW_ROLE, Index, RowModel
from desktop.view.state_plate import Plate, StatePlate
from maps.layer_facts import Question
from maps.view.theme import scale
from maps.view.theme.focus import OWN_RING
from maps.view.theme.palette import tokens
from maps.view.theme.style import say

_QUESTIONS = {
    Question.CRS: lambda: _("coordinate system missing"),
    Question.COORDINATES: lambda: _("columns of coordinates missing"),
    Question.CONTROL_POINTS: lambda: _("to be laid on the map"),
    Question.CREDENTIALS: lambda: _("user and password missing"),
}


def facts_of(found: Found) -> str:
    """What kind of layer it is, how much, in which system; or what is missing."""
    sublayer = found.sublayer
    if found.question is not None:
        return _QUESTIONS[found.question]()
    count = formats.amount(float(sublayer.count), 0) if sublayer.count is not None else ""
    parts = (f"{count} {words.geometry(sublayer.geometry)}".strip(), sublayer.crs)
    return " · ".join(part for part in parts if part)


class FoundModel(RowModel[Found]):
    def said(self, row: Found) -> str:
        return f"{row.sublayer.title}, {facts_of(row)}, {_('chosen') if row.is_wanted else _('not chosen')}"


class FoundDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(scale.LIST_MIN_PX, scale.DENSE_ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Found = index.data(ROW_ROLE)
        box, state = QRectF(option.rect), option.state  # pyright: ignore[reportAttributeAccessIssue]
        palette = tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            ink.selected_ground(painter, box)
        side = scale.CHECK_BOX_PX
        check = QRectF(box.left() + scale.SPACE_12, box.center().y() - side / 2, side, side)
        paint_box(painter, check, checked=row.is_wanted, faint=False)
        rest = box.adjusted(scale.SPACE_12 + side + scale.SPACE_12, 0, -scale.SPACE_12, 0)
        facts, small = facts_of(row), ink.sans(scale.SECONDARY_PX)
        ink.write(painter, rest, facts, small, palette.text if row.question else palette.text2, ink.RIGHT)
        rest.setRight(rest.right() - ink.width_of(facts, small) - scale.SPACE_12)
        ink.write_name(painter, rest, row.sublayer.title, ink.sans(), palette.text)
        if state & QStyle.StateFlag.State_HasFocus:
            ink.focus_ring(painter, box)
        painter.restore()


class FoundList(QListView):
    """`switched(id)` when a box is pressed."""

    switched = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_ = FoundModel()
        self.setModel(self.model_)
        self.setItemDelegate(FoundDelegate(self))
        self.setUniformItemSizes(True)
        self.setProperty(OWN_RING, "row")
        self.setAccessibleName(_("Layers that were found"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _switch(self) -> None:
        row: Found | None = self.currentIndex().data(ROW_ROLE)
        if row is not None:
            self.switched.emit(row.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._switch()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self.indexAt(event.position().toPoint()).isValid():
            self._switch()


class FindPage(QWidget):
    """`asked(address)` to look there, `entered(user, password)` for the last address, `ready` when any is chosen."""

    asked = Signal(str)
    entered = Signal(str, str)
    changed = Signal()

    def __init__(self, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._finding = finding
        self.address, self._browse = QLineEdit(self), QPushButton(_("Choose files…"), self)
        self.filter, self.list = QLineEdit(self), FoundList(self)
        self._hint, self._note = say(QLabel(self), tone="text2"), QLabel(self)
        self._sign_in, self.user, self.password = QWidget(self), QLineEdit(self), QLineEdit(self)
        self._empty = StatePlate(
            Plate(
                _("Nothing has been looked for yet."),
                _("Choose files, or type where the layers are and press Enter. Files can be dropped here too."),
            ),
            self,
        )
        self._pages = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        self.address.setPlaceholderText(_("File, folder, address of a service or of a database"))
        self.address.setAccessibleName(self.address.placeholderText())
        self._hint.setText(
            _("WMS, WMTS and WFS by their address; tiles by one with {z}, {x} and {y}; postgresql://host/database.")
        )
        for label in (self._hint, self._note):
            label.setFont(ink.sans(scale.METADATA_PX))
            label.setWordWrap(True)
        self.filter.setPlaceholderText(_("Filter layers…"))
        self.filter.setAccessibleName(self.filter.placeholderText())
        top = QHBoxLayout()
        top.setSpacing(scale.SPACE_8)
        top.addWidget(self.address, 1)
        top.addWidget(self._browse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_8)
        column.addLayout(top)
        column.addWidget(self._hint)
        column.addWidget(self._sign_in_row())
        column.addWidget(self._note)
        column.addWidget(self.filter)
        for page in (self._empty, self.list):
            self._pages.addWidget(page)
        self._pages.setMinimumHeight(scale.DENSE_ROW_PX * 8)
        self._hint.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._note.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column.addWidget(self._pages, 1)

    def _sign_in_row(self) -> QWidget:
        self.user.setPlaceholderText(_("User"))
        self.password.setPlaceholderText(_("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        enter = QPushButton(_("Sign in"), self._sign_in)
        enter.clicked.connect(self._enter)
        row = QHBoxLayout(self._sign_in)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.SPACE_8)
        for field in (self.user, self.password):
            field.setAccessibleName(field.placeholderText())
            row.addWidget(field, 1)
        row.addWidget(enter)
        return self._sign_in

    def _connect(self) -> None:
        self.address.returnPressed.connect(self._ask)
        self._browse.clicked.connect(self._choose_files)
        self.user.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._enter)
        self.filter.textChanged.connect(lambda _text: self._show())
        self.list.switched.connect(self._switch)
        self._finding.told.connect(self._show)

    def _ask(self) -> None:
        if self.address.text().strip():
            self.asked.emit(self.address.text().strip())

    def _enter(self) -> None:
        if self.user.text():
            self.entered.emit(self.user.text(), self.password.text())
            self.password.clear()

    def _choose_files(self) -> None:
        dialog = QFileDialog(self, _("Choose map files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda files: self.asked.emit("\n".join(files)))
        dialog.open()

    def _switch(self, found_id: str) -> None:
        row = next((one for one in self._finding.found if one.id == found_id), None)
        if row is not None:
            self._finding.want(found_id, wanted=not row.is_wanted)

    # what is seen

    def _show(self) -> None:
        finding, current = self._finding, self.list.currentIndex().row()
        typed = plain(self.filter.text()).split()
        shown = [one for one in finding.found if all(part in plain(one.sublayer.title) for part in typed)]
        self.list.model_.put(shown)
        if shown:
            self.list.setCurrentIndex(self.list.model_.index(min(max(current, 0), len(shown) - 1)))
        self._pages.setCurrentIndex(1 if finding.found else 0)
        self.filter.setVisible(len(finding.found) > FILTER_FROM)
        self._note.setText(self._said())
        self._note.setVisible(bool(self._note.text()))
        self._sign_in.setVisible(any(one.code == "credentials" for one in finding.faults))
        self._empty.setVisible(not finding.found)
        self.changed.emit()

    def _said(self) -> str:
        """What is being asked, and what could not be read."""
        finding = self._finding
        lines = [_("Looking at {address}…").format(address=_short(finding.asked))] if finding.asked else []
        lines += [f"{_short(one.address)}: {words.fault(one.code)}" for one in finding.faults[:3]]
        more = len(finding.faults) - 3
        if more > 0:
            lines.append(ngettext("{n} more could not be read", "{n} more could not be read", more).format(n=more))
        return "\n".join(lines)


FILTER_FROM = 8


def _short(address: str) -> str:
    return address if "://" in address else address.rpartition("/")[2]
