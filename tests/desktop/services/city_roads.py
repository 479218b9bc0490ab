"""A small town's streets in a store: a base map with a road file, as an import leaves them."""

from datetime import UTC, datetime
from pathlib import Path

from desktop.storage import base_maps
from desktop.storage.base_maps import BaseMap
from desktop.storage.store import Store
from maps.place import Place
from maps.roads.build import build
from maps.roads.graph import CAR, CLASSES, EMERGENCY, FOOT, TRUCK
from maps.roads.graph_file import write_graph
from maps.roads.ways import Crossings, Rules, WayCollector

SOUTH, WEST, STEP_DEG = 22.76, -102.60, 0.002
ALL = CAR | EMERGENCY | TRUCK | FOOT


def corner(row: float, column: float) -> Place:
    return Place(SOUTH + row * STEP_DEG, WEST + column * STEP_DEG)


def lay_streets(store: Store, data: Path, side: int = 8) -> None:
    """`Calle n` runs east along row n, `Avenida n` north along column n; blocks of about 200 m."""
    collector = WayCollector()
    rules = Rules(CLASSES.index("residential"), (ALL, ALL), (36.0, 36.0))
    for line in range(side):
        for name, corners in (
            (f"Calle {line}", [(line, n) for n in range(side)]),
            (f"Avenida {line}", [(n, line) for n in range(side)]),
        ):
            places = [corner(*c) for c in corners]
            nodes = [
                (1000 + r * 100 + c, round(p.lat_deg * 1e7), round(p.lon_deg * 1e7))
                for (r, c), p in zip(corners, places, strict=True)
            ]
            collector.add(0, name, nodes, rules)
    data.mkdir(parents=True, exist_ok=True)
    write_graph(build(collector.ways(), Crossings(), "town"), data / "city.roads")
    (data / "city.gpkg").touch()
    with store.write() as connection:
        at = datetime(2026, 11, 23, tzinfo=UTC)
        base_maps.put(connection, BaseMap("Town", "city.gpkg", corner(3.5, 3.5), 4000.0, "", "town", at))
