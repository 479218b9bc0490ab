"""The inks that a layer may name instead of `#RRGGBB`, by night and by day, and the ramps. No Qt: the worker draws.

They are those of the screen's palette (a test compares them), which lives with Qt.
"""

from maps.cartography.colours import DAY, NIGHT
from maps.symbology import Ink, Ramp

_NIGHT = {
    "series1": "#E4E8ED",
    "series2": "#8FB8A8",
    "series3": "#C9A27E",
    "series4": "#A79BD0",
    "text": "#E4E8ED",
    "text2": "#AEB7C2",
    "text3": "#87919D",
    "line": "#2C353F",
    "halo": NIGHT.land,
    "focus": "#FFFFFF",
}
_DAY = {
    "series1": "#161A1F",
    "series2": "#2F6B57",
    "series3": "#7B4F22",
    "series4": "#5A4A9C",
    "text": "#161A1F",
    "text2": "#454E59",
    "text3": "#5C6672",
    "line": "#CDD3D9",
    "halo": DAY.land,
    "focus": "#0B0E11",
}
INKS = {"night": _NIGHT, "day": _DAY}
RAMPS: dict[Ramp, tuple[str, ...]] = {
    Ramp.CIVIDIS: (
        "#00224E",
        "#123570",
        "#3B496C",
        "#575D6D",
        "#707173",
        "#8A8678",
        "#A59C74",
        "#C3B369",
        "#E1CC55",
        "#FEE838",
    ),
    Ramp.DIFFERENCES: ("#2B5C8A", "#6F9CC0", "#B9D0E0", "#F4F5F7", "#E0CBB0", "#B98A55", "#7B4F22"),
    Ramp.GREYS: ("#101418", "#F4F5F7"),
}


def hex_of(ink: Ink, style: str) -> str:
    """`#RRGGBB` of an ink by night or day."""
    return INKS[style].get(ink, ink)


def rgb_of(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def along(ramp: Ramp, share: float) -> str:
    """The colour at 0..1 of a ramp, mixed between its two nearest steps."""
    steps = RAMPS[ramp]
    at = min(max(share, 0.0), 1.0) * (len(steps) - 1)
    low = min(int(at), len(steps) - 2)
    parts = zip(rgb_of(steps[low]), rgb_of(steps[low + 1]), strict=True)
    return "#" + "".join(f"{round(one + (other - one) * (at - low)):02X}" for one, other in parts)
