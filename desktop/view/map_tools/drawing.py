"""Drawing on the map for the whole room: a shape is drawn, kept, named, changed and removed; all of it with undo."""

from dataclasses import replace
from gettext import gettext as _

from PySide6.QtCore import QObject

from desktop.domain.annotation import Annotation, Description
from desktop.domain.incident import Incident
from desktop.domain.operator import Operator
from desktop.services import map_layers
from desktop.services.undo import Undoable
from desktop.view.choice_dialog import Choice, ChoiceDialog, matching
from desktop.view.desk import Desk, Services
from desktop.view.map_tools.description import DescriptionDialog
from desktop.view.operation import Operation
from desktop.view.selection import Chosen, Selection
from maps.shape import Shape, ShapeKind
from maps.view.shape_words import kind_name
from maps.view.tools.reshaping import ReshapeTool
from maps.view.tools.sketching import SketchTool


class Drawing(QObject):
    """Acts on the selected drawing, or makes a new one: of the incident that is selected, if one is."""

    def __init__(self, desk: Desk, operation: Operation, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._operation = desk, operation
        self.dialog: ChoiceDialog | DescriptionDialog | None = None

    @property
    def selected(self) -> Annotation | None:
        chosen = self._operation.selection
        return self._desk.situation.annotations.get(chosen.id) if chosen.kind is Chosen.ANNOTATION else None

    @property
    def incident(self) -> Incident | None:
        """The selected one, that of the selected alarm, or that which the selected drawing is of."""
        chosen, situation = self._operation.selection, self._desk.situation
        alarm = situation.alarms.get(chosen.id)
        drawn = situation.annotations.get(chosen.id)
        linked = {
            Chosen.INCIDENT: chosen.id,
            Chosen.ALARM: alarm.incident_id if alarm is not None else None,
            Chosen.ANNOTATION: drawn.incident_id if drawn is not None else None,
        }.get(chosen.kind)
        return situation.incidents.get(linked or "")

    # a new one

    def choose_kind(self) -> None:
        choices = [Choice(kind.value, kind_name(kind)) for kind in ShapeKind]
        title, hint = _("Draw on the map"), _("Point, line, area, text, arrow, circle")
        dialog = ChoiceDialog(title, hint, lambda text: matching(choices, text), self._operation.window())
        dialog.chosen.connect(self.draw)
        self._open(dialog)

    def draw(self, kind: str) -> None:
        """Of a text the words are asked before it is kept, of all else afterwards (F2)."""
        tool, incident = SketchTool(ShapeKind(kind)), self.incident
        known = Description(incident_id=incident.id if incident is not None else None)
        if tool.kind is ShapeKind.TEXT:
            tool.drawn.connect(lambda shape: self._ask_words(shape, known, incident))
        else:
            tool.drawn.connect(lambda shape: self._keep(shape, known))
        self._operation.canvas.hand.take_up(tool)

    def _ask_words(self, shape: Shape, known: Description, incident: Incident | None) -> None:
        dialog = DescriptionDialog(_("Text on the map"), known, incident, self._operation.window(), needs_name=True)
        dialog.described.connect(lambda description: self._keep(shape, description))
        self._open(dialog)

    def _keep(self, shape: Shape, description: Description) -> None:
        def keep(services: Services, operator: Operator) -> tuple[Annotation, Undoable]:
            drawn = services.annotations.draw(shape, description, operator)
            return drawn, _named(services.annotations.undo_of_drawing(drawn), drawn)

        self._desk.act_undoably(self, keep, self._show)

    def _show(self, annotation: Annotation) -> None:
        """Chosen at once; the picture brings it a moment later, the same."""
        self._desk.situation.annotations.setdefault(annotation.id, annotation)
        self._operation.select(Selection(Chosen.ANNOTATION, annotation.id))

    # one that is there

    def _wanted(self) -> Annotation | None:
        if self.selected is None:
            self._desk.refused.emit(_("Choose a drawing on the map first."))
        return self.selected

    def reshape(self) -> None:
        annotation = self._wanted()
        if annotation is None:
            return
        tool = ReshapeTool(annotation.shape, annotation.name, (map_layers.ANNOTATIONS, annotation.id))
        tool.reshaped.connect(lambda shape: self._keep_shape(annotation, shape))
        self._operation.canvas.hand.take_up(tool)

    def _keep_shape(self, before: Annotation, shape: Shape) -> None:
        def keep(services: Services, operator: Operator) -> tuple[Annotation, Undoable]:
            after = services.annotations.reshape(before.id, shape, operator, before.version)
            return after, _named(services.annotations.undo_of_reshaping(before, after), after)

        self._desk.act_undoably(self, keep, _nothing)

    def describe(self) -> None:
        annotation = self._wanted()
        if annotation is None:
            return
        dialog = DescriptionDialog(
            annotation.name or kind_name(annotation.kind),
            annotation.description,
            self.incident,
            self._operation.window(),
            needs_name=annotation.kind is ShapeKind.TEXT,
        )
        dialog.described.connect(lambda description: self._keep_words(annotation, description))
        self._open(dialog)

    def _keep_words(self, before: Annotation, description: Description) -> None:
        if description == before.description:
            return

        def keep(services: Services, operator: Operator) -> tuple[Annotation, Undoable]:
            after = services.annotations.describe(before.id, description, operator, before.version)
            return after, _named(services.annotations.undo_of_describing(before, after), after)

        self._desk.act_undoably(self, keep, _nothing)

    def remove(self) -> None:
        annotation = self._wanted()
        if annotation is None:
            return

        def take_away(services: Services, operator: Operator) -> tuple[Annotation, Undoable]:
            removed = services.annotations.remove(annotation.id, operator, annotation.version)
            return removed, _named(services.annotations.undo_of_removing(removed), removed)

        self._desk.act_undoably(self, take_away, lambda _removed: self._operation.select(Selection()))

    def _open(self, dialog: ChoiceDialog | DescriptionDialog) -> None:
        self.dialog = dialog
        dialog.destroyed.connect(self._forget_dialog)
        dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None


def _named(undoable: Undoable, annotation: Annotation) -> Undoable:
    """What has no name of its own is called by its kind."""
    return undoable if undoable.name else replace(undoable, name=kind_name(annotation.kind))


def _nothing(_answer: object) -> None:
    """The picture brings what has changed."""
