"""The map worker's child: the one process that opens maps and photos of other makers, and draws the static map.

`python -m maps.worker ROLE PARENT MEMORY_MB`, where ROLE is `draw` (Mapnik), `files` (GDAL, Pillow), or one of those of
map layers: `layers`, `tables`, `prepare`. Jobs come in on standard input and replies go out on standard output, one
after the other; it ends with its parent or its input.
The parent's side is maps.worker_client, which imports none of this.
"""

import ctypes
import errno
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from maps.names import encode
from maps.picture_file import write_picture
from maps.worker_layers import keep_gdal_at_home, serve
from maps.worker_messages import (
    BuildingsJob,
    DrawJob,
    ExportDone,
    ExportJob,
    FeaturesDone,
    FeaturesJob,
    GroundDone,
    GroundJob,
    HeightsDone,
    HeightsJob,
    ImportDone,
    ImportJob,
    Job,
    LogoDone,
    LogoJob,
    PaperDone,
    PaperJob,
    PictureDone,
    PreviewJob,
    Progress,
    Refused,
    Reply,
    ShapesDone,
    ShapesJob,
    receive_job,
    send,
)

_PR_SET_PDEATHSIG = 1
"""linux/prctl.h."""


class Room(Protocol):
    """What one role can do. Raises only what `_answer` knows; anything else ends the child and is told by its log."""

    def do(self, job: Job, on_progress: Callable[[float], None]) -> Reply: ...


def main(role: str, parent_pid: int, memory_mb: int) -> None:
    _die_with(parent_pid)
    if role in ("layers", "tables", "prepare"):
        keep_gdal_at_home()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal reaches the whole group; the parent decides
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    jobs, replies = _pipes()
    if role == "layers":
        serve(jobs, replies, _guarded)
        return
    room = _open_room(role)
    while (job := receive_job(jobs)) is not None:
        send(replies, _answer(room, job, lambda ratio: send(replies, Progress(ratio))))


def _die_with(parent_pid: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:  # it died before we asked
        sys.exit(0)


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Copies of standard input and output; what libraries print goes to the log instead."""
    jobs, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return jobs, replies


def _open_room(role: str) -> Room:
    if role in ("tables", "prepare"):
        from maps.worker_tables import TableRoom  # noqa: PLC0415 - the other roles must not load what it needs

        return TableRoom()
    return _DrawRoom() if role == "draw" else _FileRoom()


def _answer(room: Room, job: Job, on_progress: Callable[[float], None]) -> Reply:
    return _guarded(lambda: room.do(job, on_progress))


def _guarded(do: Callable[[], Reply]) -> Reply:
    try:
        return do()
    except MemoryError:
        return Refused("memory", "")
    except OSError as error:
        return Refused("no_space" if error.errno == errno.ENOSPC else "not_written", str(error))


class _DrawRoom:
    """Holds Mapnik, and the open city files."""

    def __init__(self) -> None:
        from maps.cartography.drawing import Cartographer  # noqa: PLC0415 - the other role must not load Mapnik

        self._cartographer = Cartographer()

    def do(self, job: Job, on_progress: Callable[[float], None]) -> Reply:  # noqa: ARG002 - nothing to tell midway
        from maps.cartography.drawing import UndrawableError  # noqa: PLC0415 - as above

        try:
            if isinstance(job, DrawJob):
                return self._picture(job)
            if isinstance(job, PaperJob):
                return self._paper(job)
        except UndrawableError as error:
            return Refused("undrawable", str(error))
        return Refused("wrong_room", "draw")

    def _picture(self, job: DrawJob) -> Reply:
        from maps.cartography.drawing import Frame  # noqa: PLC0415 - as above

        size = job.width_px, job.height_px
        frame = Frame(job.frame_m, *size, job.ratio, job.style, job.bearing_deg, job.clear)
        pixels = self._cartographer.draw([Path(city) for city in job.cities], frame)
        write_picture(Path(job.picture), pixels)
        return PictureDone(*frame.device_px)

    def _paper(self, job: PaperJob) -> Reply:
        from maps.cartography.drawing import Frame  # noqa: PLC0415 - as above

        frame = Frame(job.frame_m, job.width_px, job.height_px, 1.0, job.style, job.bearing_deg, job.clear)
        self._cartographer.draw_vectors([Path(city) for city in job.cities], frame, Path(job.page))
        return PaperDone()


class _FileRoom:
    """Opens what others made."""

    def do(self, job: Job, on_progress: Callable[[float], None]) -> Reply:
        if isinstance(job, ImportJob):
            return _imported(job, on_progress)
        work = _FILE_WORK.get(type(job))
        return Refused("wrong_room", "files") if work is None else work(job)


def _imported(job: ImportJob, on_progress: Callable[[float], None]) -> Reply:
    from maps.sources.city_import import import_city  # noqa: PLC0415 - GDAL takes half a second, photos need none
    from maps.sources.reading import UnreadableMapError  # noqa: PLC0415 - as above

    try:
        facts = import_city(Path(job.source), Path(job.target), on_progress)
    except UnreadableMapError as error:
        return Refused(error.code, error.detail)
    write_picture(Path(job.names), encode(facts.names))
    return ImportDone(facts.layers, facts.lat_deg, facts.lon_deg, facts.width_m, facts.attribution, facts.roads)


def _shaped(job: ShapesJob) -> Reply:
    from maps.sources.reading import UnreadableMapError  # noqa: PLC0415 - as above
    from maps.sources.shapes import write_shapes  # noqa: PLC0415 - as above

    try:
        return ShapesDone(write_shapes(Path(job.source), Path(job.target)))
    except UnreadableMapError as error:
        return Refused(error.code, error.detail)


def _previewed(job: PreviewJob) -> Reply:
    from maps.sources.photo import PhotoRefusedError, decode_photo  # noqa: PLC0415 - maps need no Pillow

    try:
        photo = decode_photo(Path(job.source), job.max_px)
    except PhotoRefusedError as error:
        return Refused(error.code, error.detail)
    write_picture(Path(job.picture), photo.bgra)
    return PictureDone(photo.width_px, photo.height_px, photo.source_width_px, photo.source_height_px)


def _logo(job: LogoJob) -> Reply:
    from maps.sources.photo import PhotoRefusedError, write_logo  # noqa: PLC0415 - as above

    try:
        write_logo(Path(job.source), Path(job.target), job.max_px)
    except PhotoRefusedError as error:
        return Refused(error.code, error.detail)
    return LogoDone()


def _heights(job: HeightsJob) -> Reply:
    from maps.sources.heights import HeightsRefusedError, read_heights  # noqa: PLC0415 - only this job needs rasterio

    try:
        read = read_heights(Path(job.source), job.lat_deg, job.lon_deg, job.reach_m)
    except HeightsRefusedError as error:
        return Refused(error.code, error.detail)
    write_picture(Path(job.grid), read.heights_m.tobytes())
    return HeightsDone(len(read.heights_m), read.step_m)


def _surveyed(job: BuildingsJob | GroundJob | FeaturesJob) -> Reply:
    from maps.sources.city_ground import GroundRefusedError  # noqa: PLC0415 - as above
    from maps.sources.reading import UnreadableMapError  # noqa: PLC0415 - as above

    try:
        if isinstance(job, BuildingsJob):
            return _buildings(job)
        return _ground(job) if isinstance(job, GroundJob) else _features(job)
    except (GroundRefusedError, UnreadableMapError) as error:
        return Refused(error.code, error.detail)


def _buildings(job: BuildingsJob) -> Reply:
    from maps.place import Place  # noqa: PLC0415 - as above
    from maps.sources.city_ground import read_buildings  # noqa: PLC0415 - as above

    cities = [Path(city) for city in job.cities]
    read = read_buildings(cities, Place(job.lat_deg, job.lon_deg), job.reach_m, job.step_m, job.default_m)
    write_picture(Path(job.grid), read.heights_m.tobytes())
    return HeightsDone(len(read.heights_m), read.step_m)


def _ground(job: GroundJob) -> Reply:
    from maps.arrays_file import write_arrays  # noqa: PLC0415 - as above
    from maps.sources.city_ground import read_ground  # noqa: PLC0415 - as above

    write_arrays(Path(job.arrays), read_ground([Path(city) for city in job.cities], job.bounds_m, job.step_m))
    return GroundDone()


def _features(job: FeaturesJob) -> Reply:
    from maps.features import Found, write_found  # noqa: PLC0415 - as above
    from maps.sources.boundaries import read_areas  # noqa: PLC0415 - as above
    from maps.sources.spaces import read_spaces  # noqa: PLC0415 - as above

    source = Path(job.source)
    found = Found(areas=read_areas(source)) if job.what == "areas" else Found(spaces=read_spaces(source))
    write_found(Path(job.target), found)
    return FeaturesDone()


def _exported(job: ExportJob) -> Reply:
    from maps.sources.vector_file import VectorRefusedError, write_vector  # noqa: PLC0415 - as above

    try:
        write_vector(Path(job.source), Path(job.target), job.driver)
    except VectorRefusedError as error:
        return Refused(error.code, error.detail)
    return ExportDone()


_FILE_WORK: dict[type[Job], Callable[[Any], Reply]] = {
    PreviewJob: _previewed,
    HeightsJob: _heights,
    BuildingsJob: _surveyed,
    GroundJob: _surveyed,
    FeaturesJob: _surveyed,
    ExportJob: _exported,
    ShapesJob: _shaped,
    LogoJob: _logo,
}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
