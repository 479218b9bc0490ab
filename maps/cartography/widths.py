"""How wide a street is drawn, and from which scale on a class is drawn at all: one table, one formula.

Widths follow the ground only in part: `px = at_3_m * (3 / ground_m_per_px) ** growth`, so that a street keeps its
rank when the whole city is seen and does not become a square when one crossing is.
"""

from dataclasses import dataclass

REFERENCE_M_PER_PX = 3.0
"""A map 4.8 km wide on 1,600 pixels."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """`at_3_m` is the width in pixels at the reference scale; above `until_m_per_px` the class is left out."""

    at_3_m: float
    growth: float
    until_m_per_px: float
    least_px: float = 0.5

    def width_px(self, ground_m_per_px: float) -> float:
        return max(self.least_px, self.at_3_m * (REFERENCE_M_PER_PX / ground_m_per_px) ** self.growth)

    def is_drawn(self, ground_m_per_px: float) -> bool:
        return ground_m_per_px <= self.until_m_per_px


STROKES = {
    "motorway": Stroke(7.5, 0.6, 400.0, 1.4),
    "avenue": Stroke(5.6, 0.64, 120.0, 1.1),
    "collector": Stroke(3.8, 0.7, 60.0, 0.8),
    "street": Stroke(2.4, 0.8, 22.0, 0.6),
    "service": Stroke(1.2, 0.9, 6.0, 0.5),
    "path": Stroke(0.9, 0.45, 5.0, 0.6),
    "rail": Stroke(1.3, 0.45, 60.0, 0.7),
    "river": Stroke(7.0, 0.8, 200.0, 1.2),
    "stream": Stroke(1.1, 0.6, 12.0, 0.5),
    "cableway": Stroke(0.9, 0.2, 8.0, 0.7),
    "barrier": Stroke(0.7, 0.3, 1.2, 0.6),
    "border": Stroke(1.2, 0.1, 400.0, 1.0),
}
BUILDINGS_UNTIL_M_PER_PX = 5.0
"""Buildings are drawn only closer than this: farther away they are grain."""
CASING_UNTIL_M_PER_PX = 6.0
