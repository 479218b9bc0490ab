"""What the page will be: for whom, on which paper, at which scale, as which files, in which folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from gettext import gettext as _
from pathlib import Path

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.services.export.subject import AtlasBy
from desktop.view import ink
from desktop.view.context.sections import Line
from desktop.view.page.template_rows import TemplateRows
from desktop.view.page.wishes import KINDS, Wishes
from maps.sheet import RATIOS, Paper
from maps.view.theme import scale
from maps.view.theme.style import say

SHIFTS = (timedelta(hours=8), timedelta(hours=12), timedelta(hours=24))
_SCALES = tuple(ratio for ratio in RATIOS if 500 <= ratio <= 250_000)
_KINDS_IN_A_ROW = 3
_NAMES = {".pdf": "PDF", ".png": "PNG", ".gpkg": "GeoPackage", ".geojson": "GeoJSON", ".kml": "KML"}


@dataclass(frozen=True, slots=True)
class Heading:
    """`asks_title` where the map has no name of its own, `is_atlas` where there are many; `kinds` of assets."""

    words: str
    title: str = ""
    asks_title: bool = False
    is_atlas: bool = False
    kinds: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Each:
    """What an atlas has a page for, and over how long."""

    by: AtlasBy
    asset_kind: str
    span: timedelta


class PageForm(QWidget):
    """`changed` whenever another page would be drawn, `folder_changed` and the kinds of files without one."""

    changed = Signal()
    wished = Signal()

    def __init__(self, heading: Heading, wishes: Wishes, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wishes, self._folder, self._heading = wishes, folder, heading
        self.templates, self.title = TemplateRows(self), QLineEdit(heading.title, self)
        self.paper, self.lie, self.ratio = (QComboBox(self) for _number in range(3))
        self.each, self.span = QComboBox(self), QComboBox(self)
        self.kinds = {kind: QCheckBox(_NAMES[kind], self) for kind in KINDS}
        self._where = Line(scale.SECONDARY_PX, scale.REGULAR, "text2", self)
        self.choose = QPushButton(_("Choose a folder…"), self)
        self._fill()
        self._lay_out()
        self._connect()

    # what is chosen

    @property
    def wishes(self) -> Wishes:
        kinds = tuple(kind for kind, box in self.kinds.items() if box.isChecked())
        return Wishes(
            Paper(self.paper.currentData()),
            bool(self.lie.currentData()),
            int(self.ratio.currentData()),
            (".pdf",) if self._heading.is_atlas else kinds,
            str(self._folder),
        )

    @property
    def folder(self) -> Path:
        return self._folder

    @property
    def each_of(self) -> Each:
        by, kind = self.each.currentData()
        return Each(AtlasBy(by), kind, SHIFTS[self.span.currentIndex()])

    def show_ratio(self, ratio: float) -> None:
        """What "automatic" comes to on this map."""
        words = f"1 : {ratio:,.0f}".replace(",", "\u2009")
        self.ratio.setItemText(
            0, _("Automatic, {ratio}").format(ratio=words) if not self.ratio.currentIndex() else _("Automatic")
        )

    # parts

    def _fill(self) -> None:
        for paper in Paper:
            self.paper.addItem(paper.value, paper.value)
        for words, lies in ((_("On its side"), True), (_("Upright"), False)):
            self.lie.addItem(words, lies)
        self.ratio.addItem(_("Automatic"), 0)
        for ratio in _SCALES:
            self.ratio.addItem(f"1 : {ratio:,}".replace(",", "\u2009"), ratio)
        self.paper.setCurrentText(self._wishes.paper.value)
        self.lie.setCurrentIndex(0 if self._wishes.landscape else 1)
        for kind, box in self.kinds.items():
            box.setChecked(kind in self._wishes.kinds)
        self._fill_atlas()
        self.title.setPlaceholderText(_("Title of the page"))
        self._where.show_text(str(self._folder))

    def _fill_atlas(self) -> None:
        self.each.addItem(_("Incident of the shift"), (AtlasBy.INCIDENT.value, ""))
        self.each.addItem(_("Neighbourhood"), (AtlasBy.AREA.value, ""))
        for kind, words in self._heading.kinds:
            self.each.addItem(words, (AtlasBy.ASSET.value, kind))
        for span in SHIFTS:
            self.span.addItem(_("Last {n} h").format(n=round(span.total_seconds() / 3600)))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_12)
        heading = self._heading
        if heading.asks_title or heading.is_atlas:
            column.addLayout(_labelled(_("Title"), self.title))
        if heading.is_atlas:
            column.addLayout(
                _beside(
                    _labelled(_("A page for each"), self.each), _labelled(_("Span of time"), self.span), shares=(3, 2)
                )
            )
        column.addLayout(_labelled(_("For whom"), self.templates))
        papers = _labelled(_("Paper"), self.paper), _labelled(_("It lies"), self.lie), _labelled(_("Scale"), self.ratio)
        column.addLayout(_beside(*papers, shares=(0, 0, 1)))
        if not heading.is_atlas:
            boxes = QGridLayout()
            boxes.setSpacing(scale.SPACE_4)
            for number, box in enumerate(self.kinds.values()):
                boxes.addWidget(box, *divmod(number, _KINDS_IN_A_ROW))
            column.addLayout(_under(_("Files"), boxes))
        where = QHBoxLayout()
        where.setSpacing(scale.SPACE_8)
        where.addWidget(self._where, 1)
        where.addWidget(self.choose)
        column.addLayout(_under(_("Folder"), where))
        column.addStretch(1)
        self.title.setVisible(heading.asks_title or heading.is_atlas)
        for widget in (self.each, self.span):
            widget.setVisible(heading.is_atlas)
        for box in self.kinds.values():
            box.setVisible(not heading.is_atlas)

    def _connect(self) -> None:
        self.templates.chosen.connect(lambda _template: self.changed.emit())
        for box in (self.paper, self.lie, self.ratio, self.each, self.span):
            box.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.title.editingFinished.connect(self.changed)
        for check in self.kinds.values():
            check.toggled.connect(self._keep_one)
        self.choose.clicked.connect(self._ask_folder)

    def _keep_one(self, _is_on: bool) -> None:  # noqa: FBT001  a signal's shape
        """No kind at all would write nothing."""
        if not any(box.isChecked() for box in self.kinds.values()):
            self.kinds[".pdf"].setChecked(True)
        self.wished.emit()

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, _("Folder for the files"), str(self._folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)  # it would open white at night
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self.take_folder(Path(name)))
        dialog.open()

    def take_folder(self, folder: Path) -> None:
        self._folder = folder
        self._where.show_text(str(folder))
        self.wished.emit()

    def replaced(self, **changes: object) -> Wishes:
        return msgspec.structs.replace(self.wishes, **changes)


def _labelled(words: str, widget: QWidget) -> QVBoxLayout:
    label = say(QLabel(words), tone="text2")
    label.setFont(ink.sans(scale.METADATA_PX))
    label.setBuddy(widget)
    widget.setAccessibleName(widget.accessibleName() or words)
    column = QVBoxLayout()
    column.setSpacing(scale.LABEL_GAP_PX)
    column.addWidget(label)
    column.addWidget(widget)
    return column


def _under(words: str, row: QHBoxLayout | QGridLayout) -> QVBoxLayout:
    label = say(QLabel(words), tone="text2")
    label.setFont(ink.sans(scale.METADATA_PX))
    column = QVBoxLayout()
    column.setSpacing(scale.LABEL_GAP_PX)
    column.addWidget(label)
    column.addLayout(row)
    return column


def _beside(*columns: QVBoxLayout, shares: Sequence[int]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(scale.SPACE_12)
    for column, share in zip(columns, shares, strict=True):
        row.addLayout(column, share)
    return row
