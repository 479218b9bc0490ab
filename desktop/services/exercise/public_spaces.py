"""The public spaces of the generated city: where they lie, what they hold, and how inspectors found them in a year."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import shapely
from shapely import Point, Polygon
from shapely.affinity import rotate

from desktop.domain.asset import Asset, AssetKind
from desktop.domain.space import INTERVAL_DAYS, Inspection, Space
from desktop.services.exercise.blocks import Ground
from desktop.services.exercise.city import TILT_DEG, GroundPlan
from desktop.services.exercise.feature_file import place_at, to_degrees
from desktop.services.spaces.register import CODES
from maps.place import Place

TREES = 160
INSPECTORS = ("insp.morales", "insp.vega", "insp.ortiz")
RESPONSIBLE = {
    AssetKind.PARK: "Parques y Jardines",
    AssetKind.PLAZA: "Parques y Jardines",
    AssetKind.PLAYGROUND: "Parques y Jardines",
    AssetKind.COURT: "Instituto del Deporte",
    AssetKind.MARKET: "Mercados y Plazas",
    AssetKind.CEMETERY: "Panteones",
    AssetKind.TREE: "Ecología",
}
HOURS = {
    AssetKind.PARK: "Mo-Su 05:30-22:00",
    AssetKind.PLAZA: "24/7",
    AssetKind.PLAYGROUND: "Mo-Su 07:00-20:00",
    AssetKind.COURT: "Mo-Fr 06:00-22:00; Sa,Su 07:00-20:00",
    AssetKind.MARKET: "Mo-Sa 06:00-18:00; Su 06:00-15:00; PH 06:00-15:00",
    AssetKind.CEMETERY: "Mo-Su 08:00-17:00",
    AssetKind.TREE: "",
}
NOTES: dict[int, tuple[str, ...]] = {
    1: ("Estructura vencida, se acordonó.", "Riesgo de caída; se pidió retiro inmediato."),
    2: ("Dos bancas rotas y luminarias apagadas.", "Pintura desprendida, óxido en las bases.", "Rejilla faltante."),
    3: ("Pasto seco en la orilla sur.", "Falta poda.", "Grafiti en el muro poniente.", "Bote lleno al llegar."),
    4: ("En orden; una lámpara parpadea.", "Limpio. Se ajustaron tornillos."),
    5: ("Sin novedad.", "Recién pintado.", "Equipo nuevo instalado."),
}
_TAGS = {
    AssetKind.PLAYGROUND: {"leisure": "playground"},
    AssetKind.COURT: {"leisure": "pitch", "sport": "basketball"},
    AssetKind.MARKET: {"amenity": "marketplace"},
    AssetKind.CEMETERY: {"landuse": "cemetery"},
    AssetKind.TREE: {"natural": "tree"},
}


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A space on the ground plan, in metres."""

    kind: AssetKind
    name: str
    shape: Polygon | Point

    @property
    def tags(self) -> dict[str, str]:
        """As OpenStreetMap would have it; parks are in the file already."""
        named = {"name": self.name} if self.name else {}
        return {**_TAGS[self.kind], **named} if self.kind in _TAGS else {}


@dataclass(frozen=True, slots=True)
class Registered:
    asset: Asset
    sheet: Space
    inspections: tuple[Inspection, ...]


def lay(plan: GroundPlan, ground: Ground, seed: int) -> tuple[Laid, ...]:
    """Parks and gardens, courts and playgrounds in them, two markets, two cemeteries, and trees on avenues."""
    dice = np.random.default_rng(seed + 5)
    found: list[Laid] = []
    for name, park in ground.parks:
        found.append(Laid(AssetKind.PLAZA if name.startswith("Jardín") else AssetKind.PARK, name, park))
        found += _within(dice, name, park)
    found += _markets(ground)
    found += _cemeteries(plan)
    found += _trees(plan)
    return tuple(found)


def _within(dice: np.random.Generator, name: str, park: Polygon) -> Iterator[Laid]:
    """Courts where sport is played, a playground in nearly every other."""
    short = name.removeprefix("Parque ").removeprefix("Jardín ").removeprefix("Unidad Deportiva ")
    wanted = [(AssetKind.COURT, f"Cancha {short} {n}", 28.0, 15.0) for n in (1, 2, 3)] if "Deportiva" in name else []
    wanted += [(AssetKind.PLAYGROUND, f"Juegos {short}", 16.0, 12.0)] if dice.random() < 0.85 else []
    taken: list[Polygon] = []
    for kind, words, wide, high in wanted:
        spot = _spot(dice, park, taken, wide, high)
        if spot is not None:
            taken.append(spot)
            yield Laid(kind, words, spot)


def _spot(
    dice: np.random.Generator, park: Polygon, taken: Sequence[Polygon], wide: float, high: float
) -> Polygon | None:
    """A free rectangle inside, along the streets; None where none of some tries fits."""
    inner, (west, south, east, north) = park.buffer(-4.0), park.bounds
    for _ in range(60):
        x, y = dice.uniform(west, east), dice.uniform(south, north)
        corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
        spot = rotate(Polygon(corners), TILT_DEG, origin=(x, y))
        if inner.contains(spot) and all(spot.distance(other) > 5 for other in taken):
            return spot
    return None


def _markets(ground: Ground) -> Iterator[Laid]:
    """The two largest buildings that stand well apart."""
    largest = sorted(ground.buildings, key=lambda house: -house.area)[:400]
    middle = sorted(largest, key=lambda house: math.hypot(house.centroid.x, house.centroid.y))
    first = middle[0]
    second = next(house for house in middle if house.distance(first) > 800)
    yield Laid(AssetKind.MARKET, "Mercado Municipal", first)
    yield Laid(AssetKind.MARKET, "Mercado La Estación", second)


def _cemeteries(plan: GroundPlan) -> Iterator[Laid]:
    """Outside the ring, on either side of the town."""
    for name, share in (("Panteón Municipal", 0.13), ("Panteón de San Isidro", 0.61)):
        edge = plan.limit.exterior.interpolate(share, normalized=True)
        away = 150.0 / math.hypot(edge.x, edge.y)
        x, y = edge.x * (1 + away), edge.y * (1 + away)
        corners = [(x - 75, y - 50), (x + 75, y - 50), (x + 75, y + 50), (x - 75, y + 50)]
        yield Laid(AssetKind.CEMETERY, name, rotate(Polygon(corners), TILT_DEG))


def _trees(plan: GroundPlan) -> Iterator[Laid]:
    """In the middle of two avenues."""
    for number in range(TREES):
        line = plan.arteries[1 + number % 2].line
        at = line.interpolate((number // 2 + 0.5) / (TREES // 2), normalized=True)
        yield Laid(AssetKind.TREE, "", Point(at.x + 3.0, at.y + 3.0))


def register(laid: Sequence[Laid], seed: int, now: datetime) -> Iterator[Registered]:
    """Each with its sheet and the inspections of the last year; some are late, a few trees were never looked at."""
    dice = np.random.default_rng(seed + 6)
    numbers: dict[str, int] = {}
    for one in laid:
        numbers[one.kind] = numbers.get(one.kind, 0) + 1
        asset = _asset(one, numbers[one.kind])
        found = tuple(_inspections(dice, asset, now))
        newest = found[-1] if found else None
        sheet = Space(
            asset.id,
            one.kind,
            _inventory(dice, one),
            HOURS[one.kind],
            RESPONSIBLE[one.kind],
            newest.condition if newest else None,
            newest.at if newest else None,
            newest.by if newest else "",
            source_id=f"exercise-{asset.id}",
        )
        yield Registered(asset, sheet, found)


def _asset(one: Laid, number: int) -> Asset:
    middle = one.shape.representative_point()
    return Asset(
        id=f"{one.kind}-{number:03}",
        kind=one.kind,
        code=f"{CODES[one.kind]}-{number:03}",
        name=one.name,
        place=place_at(middle.x, middle.y),
        outline=_ring(one.shape) if isinstance(one.shape, Polygon) else (),
    )


def _ring(shape: Polygon) -> tuple[Place, ...]:
    degrees = to_degrees(shapely.get_coordinates(shape.exterior)[:-1])
    return tuple(Place(float(lat), float(lon)) for lon, lat in degrees)


_HELD: dict[str, dict[str, tuple[float, float]]] = {
    AssetKind.PARK: {"benches": (0, 280), "luminaires": (0, 420), "bins": (0, 700), "trees": (0, 90)},
    AssetKind.PLAZA: {"benches": (0, 180), "luminaires": (0, 300), "bins": (0, 500), "trees": (0, 160)},
    AssetKind.PLAYGROUND: {"play_equipment": (0, 32), "benches": (3, 0), "luminaires": (2, 0)},
    AssetKind.COURT: {"courts": (1, 0), "luminaires": (4, 0), "benches": (4, 0)},
    AssetKind.MARKET: {"stalls": (0, 9), "toilets": (4, 0), "luminaires": (0, 25), "bins": (0, 60)},
    AssetKind.CEMETERY: {"trees": (0, 260), "luminaires": (6, 0), "fountains": (4, 0), "toilets": (2, 0)},
}
"""So many of an item, and one more for each so many square metres."""
_LARGE_PARK_M2 = 6_000.0


def _inventory(dice: np.random.Generator, one: Laid) -> dict[str, int]:
    size = one.shape.area if isinstance(one.shape, Polygon) else 0.0
    spread = float(dice.uniform(0.8, 1.25))
    held = dict(_HELD.get(one.kind, {}))
    if one.kind is AssetKind.PARK and size > _LARGE_PARK_M2:
        held |= {"exercise_equipment": (6, 0), "fountains": (2, 0)}
    return {
        item: max(1, round((fixed + (size / each if each else 0)) * spread)) for item, (fixed, each) in held.items()
    }


def _inspections(dice: np.random.Generator, asset: Asset, now: datetime) -> Iterator[Inspection]:
    """From a year ago on, a little late each time; the condition wears down and is mended now and then."""
    interval = INTERVAL_DAYS[asset.kind]
    if asset.kind == AssetKind.TREE and dice.random() < 0.25:
        return
    first_days = (40, 430) if asset.kind == AssetKind.TREE else (330, 420)
    at = now - timedelta(days=float(dice.uniform(*first_days)))
    condition = int(dice.integers(3, 6))
    number = 0
    while at < now - timedelta(hours=6):
        number += 1
        local = at.replace(hour=int(dice.integers(14, 22)), minute=int(dice.integers(0, 60)), second=0, microsecond=0)
        if local < now:
            words = NOTES[condition]
            yield Inspection(
                f"inspection-{asset.id}-{number:02}",
                asset.id,
                local,
                str(dice.choice(INSPECTORS)),
                condition,
                str(dice.choice(words)),
            )
        mended = condition <= 2 and dice.random() < 0.7
        condition = 4 if mended else max(1, condition - int(dice.random() < 0.4))
        at += timedelta(days=interval * float(dice.uniform(0.9, 1.6)))
