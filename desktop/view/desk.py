"""What every panel of the window works with: the situation, the way to the services, the beat, and who sits here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.operator import Operator
from desktop.services.alarms import Alarms
from desktop.services.coverage.book import Sight
from desktop.services.drafts import Drafts
from desktop.services.incidents import Incidents
from desktop.services.operators import Accounts
from desktop.storage.store import Store
from desktop.view import faults
from desktop.view.ask import Ask
from desktop.view.beat import Beat
from desktop.view.situation import Situation
from maps.place import Place

Answer = TypeVar("Answer")
TileFor = Callable[[str, QWidget], QWidget]
"""Makes the tile of a camera, by its id, for a parent."""
SightsFor = Callable[[Place], list[Sight]]
"""How every camera stands to a place, the best first."""
Preview = Callable[[str, int, Callable[[Any], None]], None]
"""Asks the map worker for a photo by its path, at most so many pixels wide; answers on the Qt thread."""


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases, on an open store."""

    store: Store
    alarms: Alarms
    incidents: Incidents
    accounts: Accounts
    drafts: Drafts


class Desk(QObject):
    """`told(topics)` when the situation has changed, `refused(words)` when an act was, `seated(operator)`."""

    told = Signal(object)
    refused = Signal(str)
    seated = Signal(object)

    def __init__(
        self, beat: Beat, acts: Ask, questions: Ask, situation: Situation, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.beat, self.situation = beat, situation
        self._acts, self._questions = acts, questions
        self.services: Services | None = None
        self.operator: Operator | None = None
        self.tile_for: TileFor | None = None
        self.preview: Preview | None = None
        self.sights: SightsFor | None = None

    @property
    def zone(self) -> tzinfo:
        return self.situation.zone

    @property
    def now(self) -> datetime:
        return self.beat.now

    def seat(self, operator: Operator | None) -> None:
        self.operator = operator
        self.seated.emit(operator)

    def ask(self, owner: QObject, question: Callable[[Services], Answer], on_answer: Callable[[Answer], None]) -> None:
        """Put a question to the services; nothing happens before the store is open."""
        services = self.services
        if services is not None:
            self._questions(owner, lambda: question(services), on_answer, self._say_refused)

    def act(
        self,
        owner: QObject,
        deed: Callable[[Services, Operator], Answer],
        on_answer: Callable[[Answer], None],
        on_fault: Callable[[Exception], None] | None = None,
    ) -> None:
        """An act in the name of who sits here; acts never wait behind questions. `on_fault` says it elsewhere."""
        services, operator = self.services, self.operator
        if services is not None and operator is not None:
            self._acts(owner, lambda: deed(services, operator), on_answer, on_fault or self._say_refused)

    def _say_refused(self, fault: Exception) -> None:
        self.refused.emit(faults.words_of(fault))
