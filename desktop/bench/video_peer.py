"""The other side of `bench video`: ultralytics' own `track` with the same OpenVINO files, in a process of its own.

`python -m desktop.bench.video_peer CLIP MODEL_FOLDER FIRST LAST TRACKER` prints one JSON line: processor seconds from
frame FIRST to LAST, and the people found in each (box, score). Outside `models import` nothing else loads
ultralytics.
"""

import contextlib
import itertools
import json
import shutil
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from desktop.bench.video_ours import cpu_s

PERSON = 0


def measure(clip: str, folder: Path, first: int, last: int, tracker: str) -> dict[str, Any]:
    import ultralytics  # noqa: PLC0415 - the peer itself

    model = ultralytics.YOLO(str(folder), task="detect")
    results = model.track(clip, stream=True, imgsz=640, verbose=False, tracker=tracker)
    boxes: list[list[list[float]]] = []
    began_s = 0.0
    for number, result in enumerate(itertools.islice(results, last)):
        if number == first:
            began_s = cpu_s()
        found: Any = result.boxes
        people = found.data[found.cls == PERSON]
        boxes.append(people[:, [0, 1, 2, 3, -2]].tolist())
    return {"cpu_s": cpu_s() - began_s, "frames": max(0, len(boxes) - first), "boxes": boxes}


def main(arguments: list[str]) -> int:
    clip, model, first, last, tracker = arguments
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as scratch, contextlib.redirect_stdout(sys.stderr):
        folder = Path(scratch) / "model_openvino_model"  # the name by which ultralytics knows the format
        shutil.copytree(model, folder)
        said = measure(clip, folder, int(first), int(last), tracker)
    sys.stdout.write(json.dumps(said) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
