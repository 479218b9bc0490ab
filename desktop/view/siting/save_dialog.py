"""A plan is kept under a name."""

from gettext import gettext as _

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.site_plan import Answer, Question
from desktop.services.siting.plans import LONGEST_NAME, Plan, Plans
from desktop.view import faults
from desktop.view.planning.dialog import PlanDialog
from desktop.view.planning.engine import PlanningEngine
from desktop.view.planning.fields import labelled

WRITER = "console"


class SaveDialog(PlanDialog):
    """`kept(Plan)`."""

    kept = Signal(object)

    def __init__(
        self, engine: PlanningEngine, question: Question, answer: Answer, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Keep the plan under a name"), _("Save"), parent)
        self._engine, self._question, self._answer = engine, question, answer
        self.name = QLineEdit(self)
        self.name.setMaxLength(LONGEST_NAME)
        self.fields.addWidget(labelled(_("Name"), self.name))
        self.name.returnPressed.connect(self.do.click)  # the only field: there is no next one
        self.name.setFocus()

    def work(self) -> None:
        name, question, answer = self.name.text(), self._question, self._answer
        if not name.strip():
            self.show_wrong(_("Type a name first."))
            return
        self.rest(working=True)
        self._engine.job(
            self,
            lambda services, operator: Plans(services.store, WRITER).save(name, question, answer, operator),
            self._done,
            lambda fault: self.refuse(faults.words_of(fault)),
        )

    def _done(self, plan: Plan) -> None:
        self.kept.emit(plan)
        self.accept()
