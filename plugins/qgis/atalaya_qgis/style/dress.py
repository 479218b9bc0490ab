"""What the console wears, as it was written into `resources/dress.json` from the console's own tables.

Sizes there are pixels of a screen at 96 a inch; QGIS is told points, so that a print has them too.
"""

import json
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

RESOURCES = Path(__file__).parent.parent / "resources"
POINTS_PER_PX = 0.75
DENOMINATOR_PER_M_PX = 96 / 0.0254
"""Scale of a map on which a pixel of 1/96 inch is a metre."""
Theme = Literal["night", "day"]


@cache
def sheet() -> dict[str, Any]:
    return json.loads((RESOURCES / "dress.json").read_text(encoding="utf-8"))


def px(name: str) -> float:
    return float(sheet()["sizes_px"][name])


def points(px_wanted: float) -> float:
    return round(px_wanted * POINTS_PER_PX, 3)


@dataclass(frozen=True)
class Dress:
    """One theme: `mark(token)` and `ground(token)` are `#RRGGBB`."""

    theme: Theme

    def mark(self, token: str) -> str:
        return str(sheet()["themes"][self.theme]["marks"][token])

    def ground(self, token: str) -> str:
        return str(sheet()["themes"][self.theme]["ground"][token])

    def svg(self, name: str) -> str:
        """The drawing itself, as QGIS carries one in a project: it is there without this plugin too."""
        raw = (RESOURCES / "marks" / f"{self.theme}_{name}.svg").read_bytes()
        return "base64:" + b64encode(raw).decode()

    def side_px(self, name: str) -> float:
        return _side_px(f"{self.theme}_{name}.svg")


@cache
def _side_px(file: str) -> float:
    text = (RESOURCES / "marks" / file).read_text(encoding="utf-8")
    return float(text.split('width="', 1)[1].split('"', 1)[0])


def denominator(m_per_px: float) -> int:
    """Of the scale of a map in Web Mercator, whose metres are those of the equator, as QGIS counts scales."""
    return round(m_per_px * DENOMINATOR_PER_M_PX)
