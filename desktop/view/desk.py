"""What every panel of the window works with: the situation, the way to the services, the beat, and who sits here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from gettext import gettext as _
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.operator import Operator
from desktop.services.alarms import Alarms
from desktop.services.annotations import Annotations
from desktop.services.asset_places import AssetPlaces
from desktop.services.bookmarks import Bookmarks
from desktop.services.coverage.book import Sight
from desktop.services.dispatch import Dispatch
from desktop.services.drafts import Drafts
from desktop.services.incidents import Incidents
from desktop.services.operators import Accounts
from desktop.services.preferences import PreferenceBook
from desktop.services.roads import Roads
from desktop.services.search import Search
from desktop.services.undo import Undoable, Undos
from desktop.storage.store import Store
from desktop.view import faults
from desktop.view.ask import Ask, OnFault
from desktop.view.beat import Beat
from desktop.view.situation import Situation
from maps.coordinates import Notation, write
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
    search: Search
    annotations: Annotations
    bookmarks: Bookmarks
    asset_places: AssetPlaces
    undos: Undos
    preferences: PreferenceBook
    roads: Roads | None = None

    @property
    def dispatch(self) -> Dispatch:
        return Dispatch(self.store, roads=self.roads)


class Desk(QObject):
    """`told(topics)` when the situation has changed, `refused(words)` when an act was, `seated(operator)`.

    `done(Undoable)` when the operator has done something that can be taken back. In a replay `situation` is that of the
    past and `told` is about it; `live` and `live_told` go on with the present.
    """

    told = Signal(object)
    live_told = Signal(object)
    refused = Signal(str)
    seated = Signal(object)
    done = Signal(object)

    def __init__(
        self, beat: Beat, acts: Ask, questions: Ask, situation: Situation, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.beat, self.situation, self.live = beat, situation, situation
        self.replayed_at: datetime | None = None
        """The moment that is shown; None: the present."""
        self._acts, self._questions = acts, questions
        self.services: Services | None = None
        self.operator: Operator | None = None
        self.notation = Notation.DECIMAL
        """How who sits here wants coordinates written."""
        self.tile_for: TileFor | None = None
        self.preview: Preview | None = None
        self.sights: SightsFor | None = None

    @property
    def zone(self) -> tzinfo:
        return self.situation.zone

    @property
    def now(self) -> datetime:
        return self.replayed_at or self.beat.now

    def written(self, place: Place) -> str:
        return write(place, self.notation)

    def seat(self, operator: Operator | None) -> None:
        self.operator = operator
        self.seated.emit(operator)

    def ask(
        self,
        owner: QObject,
        question: Callable[[Services], Answer],
        on_answer: Callable[[Answer], None],
        on_fault: OnFault | None = None,
    ) -> None:
        """Put a question to the services; nothing happens before the store is open."""
        services = self.services
        if services is not None:
            self._questions(owner, lambda: question(services), on_answer, on_fault or self._say_refused)

    def act(
        self,
        owner: QObject,
        deed: Callable[[Services, Operator], Answer],
        on_answer: Callable[[Answer], None],
        on_fault: OnFault | None = None,
        *,
        in_replay: bool = False,
    ) -> None:
        """An act in the name of who sits here; acts never wait behind questions. `on_fault` says it elsewhere.

        None is done to the past.
        """
        if self.replayed_at is not None and not in_replay:
            self.refused.emit(_("This is a replay: nothing can be done in it. Esc goes back to live."))
            return
        services, operator = self.services, self.operator
        if services is not None and operator is not None:
            self._acts(owner, lambda: deed(services, operator), on_answer, on_fault or self._say_refused)

    def act_undoably(
        self,
        owner: QObject,
        deed: Callable[[Services, Operator], tuple[Answer, Undoable | None]],
        on_answer: Callable[[Answer], None],
    ) -> None:
        """An act that can be taken back: it is remembered, and offered for a while. None where it changed nothing."""

        def keep(services: Services, operator: Operator) -> tuple[Answer, Undoable | None]:
            answer, undoable = deed(services, operator)
            return answer, services.undos.keep(operator, undoable) if undoable is not None else None

        def tell(outcome: tuple[Answer, Undoable | None]) -> None:
            answer, undoable = outcome
            on_answer(answer)
            if undoable is not None:
                self.done.emit(undoable)

        self.act(owner, keep, tell)

    def _say_refused(self, fault: Exception) -> None:
        self.refused.emit(faults.words_of(fault))
