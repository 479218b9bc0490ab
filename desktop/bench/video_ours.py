"""Our side of `bench video`, in a process of its own: the pipeline of a camera, as a worker runs it.

`python -m desktop.bench.video_ours CLIP MODEL_FOLDER FIRST LAST` prints one JSON line, as the peer's side does.
"""

import itertools
import json
import resource
import sys
from pathlib import Path
from typing import Any


def cpu_s() -> float:
    """Processor seconds of this process so far, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measure(clip: str, folder: Path, first: int, last: int) -> dict[str, Any]:
    from video.analysis import Analysis  # noqa: PLC0415 - with its libraries, before the clock starts
    from video.camera import Camera  # noqa: PLC0415
    from video.detector import Detector  # noqa: PLC0415
    from video.stream import Stream  # noqa: PLC0415

    detector = Detector.open(folder, imgsz=640, threads=1)
    with Stream(clip) as stream:
        detector.prepare(next(stream.frames()).bgr().shape)
    boxes: list[list[list[float]]] = []
    began_s = 0.0
    with Analysis(clip, Camera("bench", "bench", clip), detector) as analysis:
        for number, observed in itertools.islice(analysis.observations(), last):
            if number == first:
                began_s = cpu_s()
            people = (sighting for sighting in observed.sightings if sighting.class_name == "person")
            boxes.append([[*person.box, person.score] for person in people])
    return {"cpu_s": cpu_s() - began_s, "frames": max(0, len(boxes) - first), "boxes": boxes}


def main(arguments: list[str]) -> int:
    clip, folder, first, last = arguments
    sys.stdout.write(json.dumps(measure(clip, Path(folder), int(first), int(last))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
