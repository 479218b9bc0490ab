"""What planning asks of the map worker: how high the city stands, where its streets lead, what a file holds.

Each waits for its answer: never call on a Qt thread, nor on a thread that a callback of the worker came on.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from maps.arrays_file import take_arrays
from maps.city_ground import Box, CityGround, ground_of
from maps.features import FoundArea, FoundSpace, take_found
from maps.heights import HeightGrid
from maps.picture import take_picture
from maps.place import Place
from maps.worker_client import MapWorker
from maps.worker_messages import BuildingsJob, FeaturesDone, FeaturesJob, GroundDone, GroundJob, HeightsDone, Refused
from maps.worker_queue import WorkerFault

_BUILDINGS_S, _GROUND_S, _FEATURES_S = 30.0, 180.0, 900.0


class SurveyError(ValueError):
    """The worker gave no answer: `code` as of WorkerFault and of maps.sources, `detail` for the log."""

    def __init__(self, fault: WorkerFault) -> None:
        super().__init__(str(fault))
        self.code = fault.code
        self.detail = fault.detail


class Survey:
    """Asks one map worker. Thread: any but Qt's."""

    def __init__(self, worker: MapWorker) -> None:
        self._worker = worker

    def buildings(
        self, cities: Sequence[Path], centre: Place, reach_m: float, step_m: float, default_m: float
    ) -> HeightGrid:
        """Heights over the ground around a place; `default_m` where a building does not say. Raises SurveyError."""
        grid = self._worker.passing_file(".heights")
        names = tuple(str(city) for city in cities)
        job = BuildingsJob(names, centre.lat_deg, centre.lon_deg, reach_m, step_m, default_m, str(grid))
        reply = self._worker.ask(job, _BUILDINGS_S)
        if not isinstance(reply, HeightsDone):
            raise SurveyError(_fault(reply))
        try:
            rows = take_picture(grid, reply.side, reply.side)
        except (OSError, ValueError) as error:
            raise SurveyError(WorkerFault("lost", str(error))) from error
        return HeightGrid(centre, rows.view(np.float32)[:, :, 0], reply.step_m)

    def surface(self, source: Path, centre: Place, reach_m: float) -> HeightGrid:
        """Heights of a surface model around a place. Raises HeightsError."""
        return self._worker.heights(source, centre, reach_m)

    def ground(self, cities: Sequence[Path], box: Box, step_m: float) -> CityGround:
        """Streets, crossings and buildings in a box of Mercator metres. Raises SurveyError."""
        file = self._worker.passing_file(".npz")
        reply = self._worker.ask(GroundJob(tuple(str(city) for city in cities), box, step_m, str(file)), _GROUND_S)
        if not isinstance(reply, GroundDone):
            raise SurveyError(_fault(reply))
        try:
            return ground_of(take_arrays(file))
        except (OSError, ValueError, KeyError) as error:
            raise SurveyError(WorkerFault("lost", str(error))) from error

    def areas(self, source: Path) -> tuple[FoundArea, ...]:
        """Areas with names or keys of a map file. Raises SurveyError."""
        return self._features(source, "areas")[0]

    def spaces(self, source: Path) -> tuple[FoundSpace, ...]:
        """Public spaces of a map file with OpenStreetMap's tags. Raises SurveyError."""
        return self._features(source, "spaces")[1]

    def _features(self, source: Path, what: str) -> tuple[tuple[FoundArea, ...], tuple[FoundSpace, ...]]:
        file = self._worker.passing_file(".features")
        job = FeaturesJob(str(source.absolute()), what, str(file))
        reply = self._worker.ask(job, _FEATURES_S, alone=True)
        if not isinstance(reply, FeaturesDone):
            raise SurveyError(_fault(reply))
        try:
            found = take_found(file)
        except (OSError, ValueError) as error:
            raise SurveyError(WorkerFault("lost", str(error))) from error
        return found.areas, found.spaces


def _fault(reply: object) -> WorkerFault:
    if isinstance(reply, WorkerFault):
        return reply
    if isinstance(reply, Refused):
        return WorkerFault(reply.code, reply.detail)
    return WorkerFault("lost", f"an answer to another question: {type(reply).__name__}")
