"""Every colour of the screen, once: the tokens of the dark and the light theme.

The base map's colours live with its style (`maps.cartography`), since the map worker knows no Qt. A test measures the
contrast of every pair in use and how far apart the priorities stay for colour-blind eyes.
"""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor


@dataclass(frozen=True, slots=True)
class Series:
    """Colours of the lines of a chart; each has its own dash too (`CHART_DASHES`)."""

    first: str
    second: str
    third: str
    fourth: str


@dataclass(frozen=True, slots=True)
class Palette:
    """The tokens, each `#RRGGBB`. Hue belongs to alarms: all else is grey."""

    name: str
    canvas: str
    """Window behind everything, status bar; ink on a primary button."""
    panel: str
    raised: str
    """Strip, cards, menus, fields."""
    selected: str
    line: str
    """Separators only, never the edge of a control."""
    border: str
    """Edges of controls."""
    text: str
    text2: str
    text3: str
    focus: str
    p1: str
    p1_ink: str
    p1_edge: str
    p2: str
    p2_ink: str
    p2_edge: str
    p3: str
    p3_ink: str
    p3_edge: str
    exercise: str
    exercise_ink: str
    halo: str
    """Behind text that lies on the map."""
    shade: str
    """The dark of hatches and of a map that has no base picture."""
    chart: Series

    @property
    def is_dark(self) -> bool:
        return self.name == "dark"


DARK = Palette(
    name="dark",
    canvas="#101418",
    panel="#171C22",
    raised="#1F262E",
    selected="#2A333D",
    line="#2C353F",
    border="#6A7683",
    text="#E4E8ED",
    text2="#AEB7C2",
    text3="#87919D",
    focus="#FFFFFF",
    p1="#FF6B5E",
    p1_ink="#0B0E11",
    p1_edge="#FF6B5E",
    p2="#FFC940",
    p2_ink="#0B0E11",
    p2_edge="#FFC940",
    p3="#4FC3F7",
    p3_ink="#0B0E11",
    p3_edge="#4FC3F7",
    exercise="#D79BFF",
    exercise_ink="#0B0E11",
    halo="#171C21",
    shade="#171C21",
    chart=Series("#E4E8ED", "#8FB8A8", "#C9A27E", "#A79BD0"),
)

LIGHT = Palette(
    name="light",
    canvas="#E7EAED",
    panel="#F4F5F7",
    raised="#FFFFFF",
    selected="#D5DEE8",
    line="#CDD3D9",
    border="#7B8591",
    text="#161A1F",
    text2="#454E59",
    text3="#5C6672",
    focus="#0B0E11",
    p1="#C2182B",
    p1_ink="#FFFFFF",
    p1_edge="#C2182B",
    p2="#F0B400",
    p2_ink="#161A1F",
    p2_edge="#7A5600",
    p3="#0B74B0",
    p3_ink="#FFFFFF",
    p3_edge="#0B74B0",
    exercise="#7A3FD0",
    exercise_ink="#FFFFFF",
    halo="#EEF0F1",
    shade="#EEF0F1",
    chart=Series("#161A1F", "#2F6B57", "#7B4F22", "#5A4A9C"),
)

VIDEO_BACKDROP = "#0B0E11"
"""Tiles are dark in both themes."""
VIDEO_TEXT = "#FFFFFF"
VIDEO_PLATE = "#000000"
VIDEO_PLATE_OPACITY = 0.67
PAPER = "#FFFFFF"
"""A printed page is always light."""
INK = "#161A1F"
HEAT_OPACITY = 0.60
FOG = "#05070A"
"""Over ground of which nothing is known now: it takes light away and adds no hue, in both themes."""
FOG_OPACITY = 0.62
FOG_HATCH_OPACITY = 0.30

CHART_DASHES: tuple[tuple[float, ...], ...] = ((), (8.0, 4.0), (1.0, 3.0), (6.0, 3.0, 1.0, 3.0))
"""Solid, long dash, dot, dash-dot: as long, gap, ... in widths of the line."""


def inks(palette: Palette) -> tuple[str, str, str, str]:
    """The four inks of charts and of what people draw on the map; each goes with the dash of its number."""
    return palette.chart.first, palette.chart.second, palette.chart.third, palette.chart.fourth


CIVIDIS = ("#00224E", "#123570", "#3B496C", "#575D6D", "#707173", "#8A8678", "#A59C74", "#C3B369", "#E1CC55", "#FEE838")
"""Ramp for amounts (Nunez, Anderton and Renslow 2018), ten steps."""
DIFFERENCES = ("#2B5C8A", "#6F9CC0", "#B9D0E0", "#F4F5F7", "#E0CBB0", "#B98A55", "#7B4F22")
"""Ramp for differences: blue, white, brown."""

LAYER_COLOURS = ("#7F84CE", "#3F9A6F", "#B77F39", "#9D81A3", "#2B7351", "#965719", "#7A7082")
"""For layers of the city, offered first: 3:1 on the map by night and by day, apart for every eye, far from alarms."""

_PROPERTY = "atalaya_palette"
_THEMES = {theme.name: theme for theme in (DARK, LIGHT)}


def put_in_force(app: QCoreApplication, palette: Palette) -> None:
    """Called by `style.apply`, which dresses the widgets too."""
    app.setProperty(_PROPERTY, palette.name)


def tokens() -> Palette:
    """The palette in force. A widget that paints asks in paintEvent: a change of theme repaints it."""
    app = QCoreApplication.instance()
    name = app.property(_PROPERTY) if app is not None else None
    return _THEMES.get(str(name), DARK)


@lru_cache(maxsize=512)
def _parsed(token: str, opacity: float) -> QColor:
    shade = QColor(token)
    shade.setAlphaF(opacity)
    return shade


def colour(token: str, opacity: float = 1.0) -> QColor:
    """A token as Qt wants it, a copy of its own; `opacity` 0..1."""
    return QColor(_parsed(token, opacity))


def priority_colours(palette: Palette, priority: int) -> tuple[str, str, str]:
    """Fill, ink and edge of priority 1, 2 or 3."""
    return {
        1: (palette.p1, palette.p1_ink, palette.p1_edge),
        2: (palette.p2, palette.p2_ink, palette.p2_edge),
        3: (palette.p3, palette.p3_ink, palette.p3_edge),
    }[priority]
