"""Looks at a store beside the window, one at a time, and says what was found on QGIS's own thread."""

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import QObject, pyqtSignal

from .look import City, StoreProblem, look
from .place import Place
from .words import tr


class Opening(QObject):
    """`found(City)` or `refused(StoreProblem)`."""

    found = pyqtSignal(object)
    refused = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: list[Looking] = []

    def open(self, place: Place) -> None:
        task = Looking(place)
        task.taskCompleted.connect(lambda: self._done(task))
        task.taskTerminated.connect(lambda: self._done(task))
        self._tasks.append(task)
        QgsApplication.taskManager().addTask(task)

    def _done(self, task: "Looking") -> None:
        self._tasks.remove(task)
        if isinstance(task.outcome, City):
            self.found.emit(task.outcome)
        elif isinstance(task.outcome, StoreProblem):
            self.refused.emit(task.outcome)


class Looking(QgsTask):
    def __init__(self, place: Place) -> None:
        super().__init__(tr("Opening {store}", store=place.name))
        self._place = place
        self.outcome: City | StoreProblem | None = None

    def run(self) -> bool:
        """In a thread of QGIS's."""
        try:
            self.outcome = look(self._place)
        except StoreProblem as problem:
            self.outcome = problem
        except Exception as error:  # noqa: BLE001  a task that raises would end without a word
            self.outcome = StoreProblem("unreadable", f"{self._place.name}: {error!r}")
        return isinstance(self.outcome, City)
