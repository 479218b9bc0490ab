"""What the generated city owns: lamps on cabinets, meters in districts, containers, cameras, units, as assets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from shapely import LineString, Polygon

from desktop.domain.asset import Asset, AssetKind, AttributeValue
from desktop.services.exercise import names
from desktop.services.exercise.blocks import Ground
from desktop.services.exercise.city import GroundPlan
from desktop.services.exercise.feature_file import place_at, to_degrees
from maps.place import Place

LUMINAIRES, CABINETS, METERS, DISTRICTS, CONTAINERS, UNITS = 3000, 60, 400, 6, 120, 10
UNIT_LETTERS = ("P", "P", "P", "P", "P", "P", "A", "A", "B", "S")
PHASES = ("r", "s", "t")
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Inventory:
    assets: tuple[Asset, ...]

    def of(self, kind: AssetKind) -> tuple[Asset, ...]:
        return tuple(asset for asset in self.assets if asset.kind == kind)


def own(plan: GroundPlan, ground: Ground, seed: int) -> Inventory:
    """Every asset of the town; ids are stable words (`luminaire-0042`)."""
    dice = np.random.default_rng(seed + 2)
    lamps = _along([street.line for street in plan.streets], LUMINAIRES)
    assets: list[Asset] = []
    assets += _neighbourhoods(plan)
    assets += _lights(dice, lamps)
    assets += _water(dice, plan, ground)
    assets += _containers(dice, plan)
    assets += _units(dice, plan)
    return Inventory(tuple(assets))


def _asset(kind: AssetKind, code: str, name: str, at: Sequence[float] | Points, **more: AttributeValue | str) -> Asset:
    """`parent` of `more` is the parent's id; the rest are attributes."""
    parent = more.pop("parent", None)
    number = code.rpartition("-")[2]
    return Asset(
        f"{kind}-{number}",
        kind,
        code,
        name,
        place_at(float(at[0]), float(at[1])),
        str(parent) if parent else None,
        attributes=MappingProxyType(dict(more)),
    )


def _ring(ground: Polygon) -> tuple[Place, ...]:
    degrees = to_degrees(shapely.get_coordinates(ground.simplify(3.0)))
    return tuple(Place(float(lat), float(lon)) for lon, lat in degrees)


def _neighbourhoods(plan: GroundPlan) -> Iterator[Asset]:
    for i, area in enumerate(plan.neighbourhoods):
        centre = area.ground.representative_point()
        yield Asset(
            f"neighbourhood-{i + 1:02}",
            AssetKind.NEIGHBOURHOOD,
            f"COL-{i + 1:02}",
            area.name,
            place_at(centre.x, centre.y),
            outline=_ring(area.ground),
        )


def _along(lines: Sequence[LineString], count: int) -> Points:
    """`count` points spread evenly over all lines, 6 m to the side, sides in turn."""
    total = sum(line.length for line in lines)
    step = total / count
    points: list[tuple[float, float]] = []
    rest = step / 2
    for line in lines:
        while rest < line.length:
            points.append(_beside(line, rest, 6.0 if len(points) % 2 else -6.0))
            rest += step
        rest -= line.length
    return np.asarray(points[:count])


def _beside(line: LineString, at_m: float, side_m: float) -> tuple[float, float]:
    here, ahead = line.interpolate(at_m), line.interpolate(min(at_m + 2.0, line.length))
    back = line.interpolate(max(at_m - 2.0, 0.0))
    dx, dy = ahead.x - back.x, ahead.y - back.y
    length = max(1e-6, (dx * dx + dy * dy) ** 0.5)
    return here.x - dy / length * side_m, here.y + dx / length * side_m


def _lights(dice: np.random.Generator, lamps: Points) -> Iterator[Asset]:
    centres, owner = kmeans2(lamps, CABINETS, minit="++", rng=dice)
    for i, centre in enumerate(centres):
        yield _asset(AssetKind.CABINET, f"G-{i + 1:02}", f"Gabinete G-{i + 1:02}", centre, dev_eui=_eui(1, i))
    for i, (at, cabinet) in enumerate(zip(lamps, owner, strict=True)):
        yield _asset(
            AssetKind.LUMINAIRE,
            f"L-{i + 1:04}",
            f"Luminaria L-{i + 1:04}",
            at,
            parent=f"cabinet-{cabinet + 1:02}",
            dev_eui=_eui(2, i),
            phase=PHASES[i % 3],
            rated_w=int(dice.choice([54, 80, 120])),
            report_period_s=900,
        )


def _eui(family: int, number: int) -> str:
    """A development EUI: the made-up prefix marks simulated devices."""
    return f"fefe{family:04x}{number:08x}"


def _water(dice: np.random.Generator, plan: GroundPlan, ground: Ground) -> Iterator[Asset]:
    homes = np.asarray([(house.centroid.x, house.centroid.y) for house in ground.buildings])
    centres, owner = kmeans2(homes, DISTRICTS, minit="++", rng=dice)
    del plan
    for i, centre in enumerate(centres):
        name = f"Sector hidrométrico {i + 1}"
        yield _asset(
            AssetKind.DMA,
            f"DMA-{i + 1}",
            name,
            centre,
            dev_eui=_eui(3, i),
            report_period_s=10,
            homes=int((owner == i).sum()),
        )
    for i, home in enumerate(dice.choice(len(homes), METERS, replace=False)):
        yield _asset(
            AssetKind.METER,
            f"M-{i + 1:04}",
            f"Medidor M-{i + 1:04}",
            homes[home],
            parent=f"dma-{owner[home] + 1}",
            dev_eui=_eui(4, i),
            report_period_s=300,
        )


def _containers(dice: np.random.Generator, plan: GroundPlan) -> Iterator[Asset]:
    lines = [street.line for street in plan.streets if street.rank == "residential" and street.line.length > 90]
    for i, chosen in enumerate(dice.choice(len(lines), CONTAINERS, replace=False)):
        at = _beside(lines[chosen], float(dice.uniform(15, 70)), 5.0)
        yield _asset(
            AssetKind.CONTAINER,
            f"R-{i + 1:03}",
            f"Contenedor R-{i + 1:03}",
            at,
            dev_eui=_eui(5, i),
            report_period_s=600,
            capacity_l=int(dice.choice([1100, 2400])),
        )


def _units(dice: np.random.Generator, plan: GroundPlan) -> Iterator[Asset]:
    lines = [street.line for street in plan.arteries]
    kinds = {"P": "patrol", "A": "ambulance", "B": "fire", "S": "services"}
    for i, letter in enumerate(UNIT_LETTERS[:UNITS]):
        line = lines[int(dice.integers(len(lines)))]
        at = line.interpolate(float(dice.uniform(0, line.length)))
        yield _asset(
            AssetKind.UNIT,
            f"{letter}-{i + 3:02}",
            f"{names.CITY_CODE} {letter}-{i + 3:02}",
            (at.x, at.y),
            unit_kind=kinds[letter],
            letter=letter,
            owntracks=f"{letter.lower()}{i + 3:02}",
            report_period_s=5,
        )
