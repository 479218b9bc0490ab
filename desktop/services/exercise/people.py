"""How many live in each neighbourhood of the generated city, in how many homes, and how hard life is there."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import shapely

from desktop.domain.area import HOUSEHOLDS, MARGINALITY, POPULATION, Figure
from desktop.services.exercise.blocks import Ground
from desktop.services.exercise.city import GroundPlan

AS_OF = date(2020, 3, 15)
"""The day of Mexico's last census."""
SOURCE = "Datos generados del simulacro"
HEADS = 3.6
"""Of a Mexican home (INEGI, Censo 2020)."""


def figures(plan: GroundPlan, ground: Ground, seed: int) -> Iterator[Figure]:
    """Homes follow the buildings; hardship grows from the centre outwards, as it does in most towns."""
    dice = np.random.default_rng(seed + 7)
    middles = shapely.centroid(np.array(ground.buildings, dtype=object))
    for number, area in enumerate(plan.neighbourhoods, start=1):
        area_id = f"neighbourhood-{number:02}"
        buildings = int(shapely.contains(area.ground, middles).sum())
        homes = round(buildings * float(dice.uniform(0.75, 1.35)))
        people = round(homes * HEADS * float(dice.uniform(0.88, 1.12)))
        out = min(1.0, area.ground.centroid.distance(shapely.Point(0, 0)) / 1800.0)
        hardship = float(np.clip(18 + 48 * out + dice.normal(0, 9), 4, 92))
        for name, value in ((HOUSEHOLDS, float(homes)), (POPULATION, float(people)), (MARGINALITY, round(hardship, 1))):
            yield Figure(area_id, name, value, SOURCE, AS_OF)
