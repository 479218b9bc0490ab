"""What a refused act says to the operator: what happened and what to do, on the thing itself."""

import errno
from collections.abc import Callable
from gettext import gettext as _
from typing import Any

from desktop.domain.alarm import StepRefusedError
from desktop.domain.annotation import AnnotationGoneError, AnnotationRefusedError
from desktop.domain.bookmark import BookmarkRefusedError
from desktop.domain.command import SamePersonError
from desktop.domain.incident import MoveRefusedError
from desktop.domain.operator import NotPermittedError
from desktop.domain.unit import UnitBusyError
from desktop.services.alarms import AlreadyTakenError, ShelfRefusedError, UnknownAlarmError
from desktop.services.annotations import UnknownAnnotationError
from desktop.services.asset_places import NotMovableError
from desktop.services.bookmarks import UnknownBookmarkError
from desktop.services.export.order import CancelledError
from desktop.services.export.press_process import PressError
from desktop.services.export.subject import NothingToPrintError, TooManyPagesError
from desktop.services.incidents import NoPlaceError, NotDispatchedError, NotOpenError, UnknownIncidentError
from desktop.services.operators import LockedOutError, SignInRefusedError, WeakPasswordError
from desktop.services.undo import NothingToUndoError
from desktop.storage.fault import StoreError
from desktop.storage.record import ConflictError
from desktop.view import words

_WORDS: tuple[tuple[type[Exception], Callable[[Any], str]], ...] = (
    (
        AlreadyTakenError,
        lambda e: _("{by} was first: the alarm is {state}.").format(
            by=e.by or _("Somebody else"), state=words.alarm_state(e.alarm.state)
        ),
    ),
    (
        StepRefusedError,
        lambda e: _("The alarm is {state}: nothing to do here.").format(state=words.alarm_state(e.state)),
    ),
    (UnknownAlarmError, lambda _e: _("The alarm is no longer in the store.")),
    (ShelfRefusedError, lambda _e: _("Shelving needs a reason and a time of up to 12 hours.")),
    (
        NotPermittedError,
        lambda e: _("{name} lacks the right '{right}'.").format(name=e.login, right=e.permission),
    ),
    (SamePersonError, lambda _e: _("Another person must approve on another session.")),
    (
        MoveRefusedError,
        lambda e: _("The incident is {state}: it cannot take that step.").format(state=words.incident_state(e.state)),
    ),
    (NotOpenError, lambda _e: _("The incident is closed: add a note, or open another.")),
    (NoPlaceError, lambda _e: _("The alarm has no place: open the incident by hand on the map.")),
    (NotDispatchedError, lambda _e: _("This type is recorded and never dispatched: change the type first.")),
    (UnknownIncidentError, lambda _e: _("The incident is no longer in the store.")),
    (UnitBusyError, lambda e: _("Unit {code} is busy: choose another.").format(code=e.code)),
    (SignInRefusedError, lambda _e: _("Name or password are wrong, or the account is not active.")),
    (LockedOutError, lambda _e: _("Too many attempts: wait a moment, or ask an administrator.")),
    (WeakPasswordError, lambda _e: _("Choose a longer password: twelve characters or more, a sentence is good.")),
    (NothingToPrintError, lambda _e: _("There is nothing of it to print: choose a longer time, or another kind.")),
    (TooManyPagesError, lambda e: _("An atlas of {n} pages is too long: choose a shorter time.").format(n=e.pages)),
    (CancelledError, lambda _e: _("Cancelled: nothing was written.")),
    (PressError, lambda e: _("The page was not drawn: {why}").format(why=e)),
    (ConflictError, lambda _e: _("Somebody else has changed it meanwhile. Look at it again.")),
    (NothingToUndoError, lambda _e: _("There is nothing to undo.")),
    (AnnotationGoneError, lambda _e: _("It has been removed meanwhile.")),
    (UnknownAnnotationError, lambda _e: _("It has been removed meanwhile.")),
    (AnnotationRefusedError, lambda e: _annotation_words(e.why)),
    (BookmarkRefusedError, lambda _e: _("A view needs a name of up to 120 characters.")),
    (UnknownBookmarkError, lambda _e: _("The view has been removed meanwhile.")),
    (NotMovableError, lambda _e: _("Cameras, units and areas are not moved on the map.")),
    (StoreError, lambda e: _("The store does not answer: {why}").format(why=e)),
)


def _annotation_words(why: str) -> str:
    if why == "no_words":
        return _("A text on the map needs words.")
    return _("The text is too long: 200 characters for a name, 4000 for a note.")


def words_of(fault: Exception) -> str:
    """The first row that fits; what is not in the table is said as it is."""
    if isinstance(fault, OSError) and fault.errno == errno.ENOSPC:
        return _("The disk is full: make room and try again. Nothing was left half written.")
    for kind, say in _WORDS:
        if isinstance(fault, kind):
            return say(fault)
    return _("It could not be done: {why}").format(why=fault)
