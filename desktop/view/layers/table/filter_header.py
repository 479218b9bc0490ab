"""The head of the table: names with their order, and under each a field that filters its column."""

from gettext import gettext as _

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTableView

from maps.view.theme import scale

_FIELD_PX = scale.TABLE_HEAD_PX
_BACK = frozenset({Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down})


class FilterHeader(QHeaderView):
    """`filtered` a moment after something was typed; `texts` is what stands in the fields, by column."""

    filtered = Signal()

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self._fields: list[QLineEdit] = []
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorShown(True)
        self.setStretchLastSection(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for moved in (self.sectionResized, self.sectionMoved):
            moved.connect(lambda *_args: self._place())
        table.horizontalScrollBar().valueChanged.connect(lambda _value: self._place())

    def show_columns(self, names: list[str]) -> None:
        """Fields of columns that stay keep their text."""
        kept = self.texts
        for field in self._fields:
            field.hide()
            field.deleteLater()
        self._fields = []
        for name in names:
            field = QLineEdit(self)
            field.setText(kept.get(name, ""))
            field.setProperty("column", name)
            field.setPlaceholderText(_("filter"))
            field.setAccessibleName(_("Filter by {column}").format(column=name))
            field.setToolTip(_("Text that it contains; >5, <=2024, =7, !bache, a; b, or - for empty."))
            field.textEdited.connect(lambda _text: self.filtered.emit())
            field.installEventFilter(self)
            field.show()
            self._fields.append(field)
        self._place()

    @property
    def texts(self) -> dict[str, str]:
        return {str(field.property("column")): field.text() for field in self._fields if field.text()}

    def field(self, column: int) -> QLineEdit | None:
        return self._fields[column] if 0 <= column < len(self._fields) else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc, Enter and Down go back to the rows."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _BACK:
            self._table.setFocus()
            return True
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), scale.TABLE_HEAD_PX + _FIELD_PX)

    def updateGeometries(self) -> None:
        """Names above, fields below."""
        self.setViewportMargins(0, 0, 0, _FIELD_PX)
        super().updateGeometries()
        self._place()

    def _place(self) -> None:
        for number, field in enumerate(self._fields):
            left, width = self.sectionViewportPosition(number), self.sectionSize(number)
            field.setGeometry(left + 1, scale.TABLE_HEAD_PX, max(0, width - 2), _FIELD_PX - 2)
            field.setVisible(not self.isSectionHidden(number) and width > scale.SPACE_16)
