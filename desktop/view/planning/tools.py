"""What the rooms of planning work with: the desk, the map beside them, the engine behind it, the map's legend."""

from dataclasses import dataclass
from pathlib import Path

from desktop.view.desk import Desk
from desktop.view.planning.engine import PlanningEngine
from desktop.view.planning.legend import MapLegend
from maps.view.canvas import MapCanvas
from maps.worker_client import MapWorker


@dataclass(frozen=True, slots=True)
class Tools:
    """`exports` is the folder of files that leave the building."""

    desk: Desk
    canvas: MapCanvas
    engine: PlanningEngine
    legend: MapLegend
    data: Path
    exports: Path
    language: str
    worker: MapWorker
