"""What a tile says, in the operator's language: classes of the detector, faults of a camera, ages."""

from gettext import gettext as _
from gettext import ngettext

from video.fault import Fault


def _later(words: str) -> str:
    """Mark words for the catalogue; they are looked up when they are shown."""
    return words


CLASSES: dict[str, str] = {
    name: name
    for name in (
        _later("person"), _later("bicycle"), _later("car"), _later("motorcycle"), _later("bus"), _later("train"),
        _later("truck"), _later("boat"), _later("dog"), _later("horse"), _later("backpack"), _later("handbag"),
        _later("suitcase"), _later("bird"), _later("cat"), _later("traffic light"), _later("bench"),
        _later("umbrella"), _later("plate"),
    )
}  # fmt: skip
"""Those of the street; a model of other classes shows its own names."""

FAULTS: dict[Fault, str] = {
    Fault.BAD_ADDRESS: _later("The camera's address is wrong: correct it in its configuration"),
    Fault.REFUSED: _later("The camera refuses the user or password: it is tried once a minute"),
    Fault.UNREACHABLE: _later("The camera does not answer: it is tried again by itself"),
    Fault.TIMEOUT: _later("The camera does not answer in time: it is tried again by itself"),
    Fault.SILENT: _later("The camera sends no picture: it is tried again by itself"),
    Fault.UNREADABLE: _later("What the camera sends is not video that can be read"),
    Fault.NO_VIDEO: _later("The address gives no video"),
    Fault.ENDED: _later("The recording has ended"),
    Fault.MEMORY: _later("The stream asks for too much memory: it is tried again by itself"),
    Fault.NO_ROOM: _later("No room for the picture in the runtime folder: free some space"),
}


def class_word(class_name: str) -> str:
    """Give the class in the operator's language where it is known."""
    return _(CLASSES[class_name]) if class_name in CLASSES else class_name


def fault_words(fault: Fault | None) -> str:
    """What is lost and what the program does."""
    if fault is None:
        return _("Waiting for the camera")
    return _(FAULTS[fault])


def age(age_s: float) -> str:
    """Tenths of a second while it is young, then as in every other place: minutes and seconds, hours, days."""
    if age_s < 10.0:
        return _("{seconds} s").format(seconds=f"{age_s:.1f}")
    if age_s < 3600.0:
        return f"{int(age_s) // 60:02}:{int(age_s) % 60:02}"
    if age_s < 86_400.0:
        return _("{hours} h").format(hours=int(age_s // 3600))
    return _("{days} d").format(days=int(age_s // 86_400))


def ago(age_s: float) -> str:
    return _("{age} ago").format(age=age(age_s))


def seen(count: int) -> str:
    """How many objects, for a screen reader."""
    return ngettext("{count} object", "{count} objects", count).format(count=count)
