"""Notes of the journal in the operator's words: rules write codes and numbers, people write sentences, which stay."""

from collections.abc import Callable
from gettext import gettext as _

from desktop.domain.alarm import FalseCode
from desktop.domain.incident import CloseCode
from desktop.domain.observation import QUANTITIES
from desktop.locale import later
from desktop.view import formats, words
from desktop.view.rows import type_name
from video.view.words import class_word

_REASONS: dict[str, str] = {
    "its parent speaks for it": later("what it belongs to speaks for it"),
    "time is over": later("its time is over"),
}


def note_words(kind: str, note: str) -> str:
    """`kind` is that of the journal's row, as `alarm.raised`."""
    teller = _TELLERS.get(kind)
    return teller(note) if teller and note else note


def _facts(note: str) -> str:
    """`intrusion · person · 3 s`, `current_s_a 0`, `n=12`: what a rule saw."""
    return " · ".join(_fact(part) for part in note.split(" · "))


def _fact(part: str) -> str:
    name, _space, value = part.rpartition(" ")
    if name in QUANTITIES and _is_number(value):
        return f"{words.quantity(name)} {formats.measured(float(value), words.unit_of(name))}"
    if part.startswith("n=") and part[2:].isdigit():
        return _("{n} in all").format(n=part[2:])
    return class_word(part)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _false(note: str) -> str:
    code, colon, more = note.partition(": ")
    return (words.false_code(FalseCode(code)) if code in set(FalseCode) else code) + colon + more


def _closed(note: str) -> str:
    code, colon, more = note.partition(": ")
    return (words.close_code(CloseCode(code)) if code in set(CloseCode) else code) + colon + more


def _reason(note: str) -> str:
    return _(_REASONS[note]) if note in _REASONS else note


def _typed(note: str) -> str:
    return f"{note} {type_name(note)}"


def _exported(note: str) -> str:
    """The file; its hashes are in the journal and in the manifest."""
    return note.partition(" sha256:")[0]


_TELLERS: dict[str, Callable[[str], str]] = {
    "alarm.raised": _facts,
    "alarm.raised_again": _facts,
    "alarm.suppressed": _reason,
    "alarm.unshelved": _reason,
    "alarm.false": _false,
    "incident.closed": _closed,
    "incident.typed": _typed,
    "incident.exported": _exported,
}
