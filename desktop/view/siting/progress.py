"""A plan that is being calculated: which step it is at, how good the choice is so far, and a way to stop it."""

from gettext import gettext as _

from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from desktop.services.siting.planner import Step
from desktop.services.siting.solver import Stop
from desktop.view import ink
from desktop.view.planning import words
from desktop.view.siting.answer import percent
from maps.view.theme import scale
from maps.view.theme.style import say

_WHOLE = 1000


class Progress(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stop: Stop | None = None
        self.what, self.gap, self.bar = QLabel(self), say(QLabel(self), tone="text2"), QProgressBar(self)
        self.what.setFont(ink.sans(scale.BODY_PX, scale.MEDIUM))
        self.gap.setFont(ink.sans(scale.SECONDARY_PX))
        for label in (self.what, self.gap):
            label.setWordWrap(True)
        self.bar.setRange(0, _WHOLE)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("How far the calculation is"))
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.PANEL_PADDING_PX, scale.SPACE_16, scale.PANEL_PADDING_PX, scale.SPACE_16)
        column.setSpacing(scale.SPACE_8)
        for widget in (self.what, self.bar, self.gap):
            column.addWidget(widget)
        column.addStretch(1)

    @property
    def is_running(self) -> bool:
        return self._stop is not None

    def begin(self) -> Stop:
        self._stop = Stop()
        self.show_step(Step("gathering", 0.0))
        return self._stop

    def end(self) -> None:
        self._stop = None

    def stop(self) -> None:
        if self._stop is not None:
            self._stop.press()

    def show_step(self, step: Step) -> None:
        self.what.setText(_(words.STEPS[step.name]))
        self.bar.setValue(round(step.done_ratio * _WHOLE))
        said = _("The best choice so far: no other gains more than {gap} above it.")
        self.gap.setText(said.format(gap=percent(step.gap)) if step.gap is not None else "")
