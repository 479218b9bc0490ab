"""What the plugin for QGIS wears, written from the console's own tables: marks as SVG, colours, widths and lettering.

    .venv/bin/python installer/qgis_dress.py [FOLDER]

The plugin has none of our code with it, and must not have a second set of shapes and colours. A test draws all of
this again and compares.
"""

# ruff: noqa: SLF001  it draws as `marks` and `label_style` do, from their own numbers

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QApplication

from maps.cartography.colours import COLOURS, MapColours
from maps.cartography.label_style import _AREA_SIDE_PX, _PLACES, _STREETS
from maps.cartography.widths import BUILDINGS_UNTIL_M_PER_PX, CASING_UNTIL_M_PER_PX, REFERENCE_M_PER_PX, STROKES
from maps.layer import UnitFill
from maps.view.painters.units import STALE_AFTER_S
from maps.view.theme import fonts, icons, marks, scale
from maps.view.theme.marks import Mark
from maps.view.theme.palette import DARK, LIGHT, Palette, priority_colours

TARGET = Path(__file__).parent.parent / "plugins/qgis/atalaya_qgis/resources"
THEMES = {"night": DARK, "day": LIGHT}
PALETTE_TOKENS = ("text", "text2", "text3", "border", "raised", "panel", "halo", "focus", "exercise", "exercise_ink")


class Drawing:
    """One SVG around its own middle; lengths are pixels of the screen at 100 %."""

    def __init__(self, side_px: float) -> None:
        self._side, self._parts = side_px, list[str]()

    def path(self, shape: QPainterPath, **attributes: str | float) -> None:
        said = {"fill": "none", **{name.replace("_", "-"): value for name, value in attributes.items()}}
        words = " ".join(f'{name}="{_number(value)}"' for name, value in said.items())
        self._parts.append(f'<path d="{_commands(shape)}" {words}/>')

    def text(self) -> str:
        half = _number(self._side / 2)
        box = f"-{half} -{half} {_number(self._side)} {_number(self._side)}"
        size = f'width="{_number(self._side)}" height="{_number(self._side)}"'
        inside = "\n".join(self._parts)
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" {size}>\n{inside}\n</svg>\n'


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def _commands(shape: QPainterPath) -> str:
    """A part that ends where it began is closed: its first corner is then joined as the others are."""
    words: list[str] = []
    first = ""
    for index in range(shape.elementCount()):
        element = shape.elementAt(index)
        letter = {0: "M", 1: "L", 2: "C", 3: ""}[element.type.value]
        at = f"{_number(element.x)},{_number(element.y)}"
        if letter == "M":
            first = at
        words.append(f"{letter}{at}")
        ends = index + 1 == shape.elementCount() or shape.elementAt(index + 1).type.value == 0
        if ends and letter != "M" and at == first:
            words.append("Z")
    return " ".join(words)


def priority(mark: Mark, look: str, palette: Palette) -> str:
    """As `marks.paint_mark` paints it."""
    size, number = float(scale.MAP_MARK_PX), int(mark.value[1])
    fill, ink, edge = priority_colours(palette, number)
    if look == "outline":
        fill, ink = palette.panel, edge
    drawing = Drawing(size * 1.4)
    drawing.path(
        marks.shape_path(mark, size), fill=fill, stroke=edge, stroke_width=size * 0.10, stroke_linejoin="round"
    )
    if look == "slashed":
        for token, width in ((palette.canvas, 0.24), (edge, 0.09)):
            drawing.path(_slash(size), stroke=token, stroke_width=size * width, stroke_linecap="round")
        drawing.path(_digit(mark, size), stroke=fill, stroke_width=size * 0.17, stroke_linejoin="round", fill=fill)
    drawing.path(_digit(mark, size), fill=ink)
    return drawing.text()


def _digit(mark: Mark, size_px: float) -> QPainterPath:
    letter = QPainterPath()
    letter.addText(0, 0, fonts.sans(100, scale.SEMIBOLD), mark.value[1])
    box, ratio = letter.boundingRect(), size_px * marks._DIGIT_RATIO[mark] / 100
    drop = size_px * marks._DIGIT_DROP_RATIO[mark]
    return _moved(letter, lambda x, y: ((x - box.center().x()) * ratio, (y - box.center().y()) * ratio + drop))


def _moved(shape: QPainterPath, move: Callable[[float, float], tuple[float, float]]) -> QPainterPath:
    moved = QPainterPath(shape)
    for index in range(moved.elementCount()):
        element = moved.elementAt(index)
        moved.setElementPositionAt(index, *move(element.x, element.y))
    return moved


def _slash(size_px: float) -> QPainterPath:
    reach = size_px * 0.52
    line = QPainterPath()
    line.moveTo(-reach, reach)
    line.lineTo(reach, -reach)
    return line


def unit(fill: UnitFill, palette: Palette, *, headed: bool, stale: bool) -> str:
    """As `marks.paint_unit` paints it, looking north."""
    size = float(scale.UNIT_PX)
    token = palette.text3 if stale else palette.text
    shape = marks._arrow_path(size) if headed else marks._disc_path(size * 0.34)
    drawing = Drawing(size * 1.5)
    drawing.path(shape, fill=palette.halo, stroke=palette.halo, stroke_width=size * 0.24, stroke_linejoin="round")
    if fill is UnitFill.ON_THE_WAY and not stale:
        drawing.path(shape.intersected(marks._lower_half(size)), fill=token)
    drawing.path(
        shape,
        fill=token if fill is UnitFill.AT_THE_PLACE and not stale else "none",
        stroke=token,
        stroke_width=size * 0.09,
        stroke_linejoin="round",
    )
    return drawing.text()


def cross(palette: Palette) -> str:
    """Over a unit that is out of service: it does not turn with the heading."""
    size, drawing = float(scale.UNIT_PX), Drawing(scale.UNIT_PX * 1.5)
    reach, line = size * 0.45, QPainterPath()
    line.moveTo(-reach, -reach)
    line.lineTo(reach, reach)
    line.moveTo(-reach, reach)
    line.lineTo(reach, -reach)
    drawing.path(line, stroke=palette.text, stroke_width=size * 0.09, stroke_linecap="round")
    return drawing.text()


def camera(palette: Palette, *, stale: bool) -> str:
    """The square; the plugin writes the number into it."""
    side, drawing = float(scale.CAMERA_MARK_PX), Drawing(scale.CAMERA_MARK_PX + 6.0)
    square = QPainterPath()
    square.addRoundedRect(-side / 2, -side / 2, side, side, scale.RADIUS_PX, scale.RADIUS_PX)
    dashes: dict[str, str | float] = {"stroke_dasharray": "3,2"} if stale else {}
    token = palette.text3 if stale else palette.border
    drawing.path(square, fill=palette.raised, stroke=token, stroke_width=float(scale.BORDER_PX), **dashes)
    return drawing.text()


def plate(palette: Palette) -> str:
    """Of an incident: the stem from the place, the plate for the folio's end; the place is the middle."""
    high, stem = float(scale.INCIDENT_PLATE_PX), float(scale.INCIDENT_STEM_PX)
    left, wide = -float(scale.SPACE_12), 76.0
    drawing = Drawing(2 * (wide + left + 4))
    line, box, foot = QPainterPath(), QPainterPath(), QPainterPath()
    line.lineTo(0, -stem)
    box.addRoundedRect(left, -stem - high, wide, high, scale.RADIUS_PX, scale.RADIUS_PX)
    foot.addEllipse(-2.0, -2.0, 4.0, 4.0)
    drawing.path(line, stroke=palette.text2, stroke_width=float(scale.STEM_PEN_PX))
    drawing.path(foot, fill=palette.text2)
    drawing.path(box, fill=palette.raised, stroke=palette.text2, stroke_width=float(scale.BORDER_PX))
    return drawing.text()


def icon(name: str, palette: Palette, *, stale: bool) -> str:
    drawing = Drawing(float(scale.ASSET_ICON_PX) + 2)
    drawing.path(icons.outline(name, scale.ASSET_ICON_PX), fill=palette.border if stale else palette.text2)
    return drawing.text()


def drawings() -> Iterator[tuple[str, str]]:
    """Every file of `marks/` by its name."""
    for theme, palette in THEMES.items():
        for name, drawn in (*_alarm_marks(palette), *_unit_marks(palette), *_asset_marks(palette)):
            yield f"{theme}_{name}.svg", drawn


def _alarm_marks(palette: Palette) -> Iterator[tuple[str, str]]:
    for mark in (Mark.P1, Mark.P2, Mark.P3):
        for look in ("filled", "outline", "slashed"):
            yield f"{mark.value}_{look}", priority(mark, look, palette)
    yield "incident", plate(palette)


def _unit_marks(palette: Palette) -> Iterator[tuple[str, str]]:
    for shape, headed in (("unit", True), ("disc", False)):
        for fill in UnitFill:
            yield f"{shape}_{fill.name.lower()}", unit(fill, palette, headed=headed, stale=False)
        yield f"{shape}_stale", unit(UnitFill.FREE, palette, headed=headed, stale=True)
    yield "cross", cross(palette)


def _asset_marks(palette: Palette) -> Iterator[tuple[str, str]]:
    for ending, stale in (("calm", False), ("stale", True)):
        yield f"camera_{ending}", camera(palette, stale=stale)
        for name in ("lamp", "gauge", "bin", "cabinet", "place"):
            yield f"{name}_{ending}", icon(name, palette, stale=stale)


def _ground(colours: MapColours) -> dict[str, str]:
    names = [name for name in dir(colours) if not name.startswith("_")]
    return {name: str(getattr(colours, name)) for name in names}


def sheet() -> dict[str, object]:
    """Colours of marks and ground by theme, widths and letterings in pixels, scales in metres a pixel."""
    return {
        "themes": {
            theme: {
                "ground": _ground(COLOURS[theme]),
                "marks": {
                    **{token: getattr(palette, token) for token in PALETTE_TOKENS},
                    **{f"p{n}": priority_colours(palette, n)[2] for n in (1, 2, 3)},
                },
            }
            for theme, palette in THEMES.items()
        },
        "strokes": {kind: asdict(stroke) for kind, stroke in STROKES.items()},
        "reference_m_per_px": REFERENCE_M_PER_PX,
        "buildings_until_m_per_px": BUILDINGS_UNTIL_M_PER_PX,
        "casing_until_m_per_px": CASING_UNTIL_M_PER_PX,
        "places": {kind: asdict(lettering) for kind, lettering in _PLACES.items()},
        "streets": {kind: asdict(lettering) for kind, lettering in _STREETS.items()},
        "area_side_px": {kind: list(sides) for kind, sides in _AREA_SIDE_PX.items()},
        "icon_from_zoom": scale.ASSET_ICON_FROM_ZOOM,
        "stale_after_s": STALE_AFTER_S,
        "sizes_px": {
            "mark": scale.MAP_MARK_PX,
            "ring_radius": scale.P1_RING_RADIUS_PX,
            "ring_pen": scale.P1_RING_PEN_PX,
            "unit": scale.UNIT_PX,
            "unit_label_gap": scale.UNIT_LABEL_GAP_PX,
            "camera": scale.CAMERA_MARK_PX,
            "dot": scale.ASSET_DOT_PX,
            "icon": scale.ASSET_ICON_PX,
            "plate_mark": scale.PLATE_MARK_PX,
            "stem": scale.INCIDENT_STEM_PX,
            "plate": scale.INCIDENT_PLATE_PX,
            "metadata": scale.METADATA_PX,
            "exercise_frame": scale.EXERCISE_FRAME_PX,
        },
    }


def write(target: Path) -> None:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    (target / "marks").mkdir(parents=True, exist_ok=True)
    for old in (target / "marks").glob("*.svg"):
        old.unlink()
    for name, drawn in drawings():
        (target / "marks" / name).write_text(drawn, encoding="utf-8")
    words = json.dumps(sheet(), indent=1, ensure_ascii=False, sort_keys=True)
    (target / "dress.json").write_text(words + "\n", encoding="utf-8")
    del app


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
