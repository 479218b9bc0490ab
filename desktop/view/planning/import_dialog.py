"""Something is taken over from a map file: which, and of which kind. The map worker reads it behind the window."""

from collections.abc import Callable, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.domain.operator import Operator
from desktop.view import faults, ink
from desktop.view.desk import Services
from desktop.view.planning.dialog import PlanDialog
from desktop.view.planning.engine import PlanningEngine
from desktop.view.planning.fields import Picker, labelled
from desktop.view.planning.file_field import FileField
from maps.view.theme import scale
from maps.view.theme.style import say

Deed = Callable[[Services, Operator, Path, Any], str]
"""Does it, and says what came of it. In a thread of its own."""
MAP_FILES = "*.gpkg *.geojson *.json *.shp *.osm.pbf *.pbf *.zip *.kml"


class ImportDialog(PlanDialog):
    """`said(words)` when it is done."""

    said = Signal(str)

    def __init__(
        self,
        title: str,
        why: str,
        engine: PlanningEngine,
        deed: Deed,
        *,
        kinds: Sequence[tuple[str, Any]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, _("Import"), parent)
        self._engine, self._deed = engine, deed
        note = say(QLabel(why, self), tone="text2")
        note.setFont(ink.sans(scale.SECONDARY_PX))
        note.setWordWrap(True)
        self.file = FileField(title, f"{_('Maps')} ({MAP_FILES})", self)
        self.kind = Picker(kinds)
        self.fields.addWidget(note)
        self.fields.addWidget(labelled(_("File"), self.file))
        if kinds:
            self.fields.addWidget(labelled(_("They are"), self.kind))
        self.file.button.setFocus()

    def work(self) -> None:
        path, kind, deed = self.file.path, self.kind.currentData(), self._deed
        if path is None:
            self.show_wrong(_("Choose a file first."))
            return
        self.rest(working=True)
        self._engine.job(
            self,
            lambda services, operator: deed(services, operator, path, kind),
            self._done,
            lambda fault: self.refuse(faults.words_of(fault)),
        )

    def _done(self, words: str) -> None:
        self.said.emit(words)
        self.accept()
