"""What a tile shows at a moment, worked out from its slot before anything is painted."""

from dataclasses import dataclass
from gettext import gettext as _

from video.camera import Camera
from video.frame_slot import SlotFrame, SlotStatus
from video.view import words

STALE_AFTER_S = 2.0
AGE_SHOWN_FROM_S = 1.0
"""Until then the plate says how old the picture was when it came: it would flicker otherwise."""


@dataclass(frozen=True, slots=True)
class TileReading:
    """Words and looks of one tile. `middle` and `below` lie over the picture's middle, `notices` at its foot."""

    name: str
    right: str
    grey: bool
    middle: str = ""
    below: str = ""
    notices: tuple[str, ...] = ()
    spoken: str = ""


def read_tile(
    camera: Camera, status: SlotStatus | None, frame: SlotFrame | None, arrival_age_s: float, source: str = ""
) -> TileReading:
    """`arrival_age_s`: how old the frame was when first shown; `source`: where the pictures really come from."""
    if frame is None:
        fault = status.fault if status is not None else None
        return _reading(camera, status, "", middle="", below=words.fault_words(fault), source=source)
    age_s = frame.age_s()
    if age_s >= STALE_AFTER_S:
        offline = status is not None and not status.online and status.fault is not None
        below = words.fault_words(status.fault) if status is not None and offline else _("The picture stands still")
        return _reading(camera, status, "", middle=words.ago(age_s), below=below, source=source)
    shown_s = age_s if age_s >= AGE_SHOWN_FROM_S else arrival_age_s
    return _reading(camera, status, _live(camera, shown_s), middle=None, below="", source=source)


def _live(camera: Camera, age_s: float) -> str:
    """A recording played again is never called live."""
    return words.age(age_s) if camera.loop else _("LIVE {age}").format(age=words.age(age_s))


def _reading(
    camera: Camera, status: SlotStatus | None, live: str, *, middle: str | None, below: str, source: str
) -> TileReading:
    rate = ""
    if live and status is not None and status.analysed_fps > 0:
        rate = _("{rate}/s").format(rate=f"{status.analysed_fps:.1f}")
    right = " · ".join(part for part in (rate, live) if part)
    notices = _notices(camera, status, source)
    spoken = ", ".join(part for part in (camera.name, live or middle or "", below, *notices) if part)
    grey = middle is not None
    return TileReading(camera.name, right, grey, middle or "", below, notices, spoken)


def _notices(camera: Camera, status: SlotStatus | None, source: str) -> tuple[str, ...]:
    notices = [_("REPEATED")] if camera.loop else []
    if status is not None and status.has_model is False:
        notices.append(_("No detector model: movement") if status.moving else _("No detector model: video only"))
    if source:
        notices.append(source)
    return tuple(notices)
