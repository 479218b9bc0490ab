"""The child of `models import`: `python -m video.model_export SOURCE.pt FOLDER IMGSZ`.

The only file that imports ultralytics. It loads the pickle with ultralytics' allow-list of classes (the parent sets
ULTRALYTICS_SAFE_LOAD), exports OpenVINO IR of any frame shape into FOLDER and prints one JSON line about it.
"""

import contextlib
import os
import shutil
import sys
import warnings
from pathlib import Path
from typing import Any

import msgspec

from video.confinement import die_with_parent

MAX_REASON_LETTERS = 240


def main(arguments: list[str]) -> int:
    die_with_parent(os.getppid())  # nobody would take what it makes
    source, folder, imgsz = Path(arguments[0]), Path(arguments[1]), int(arguments[2])
    warnings.simplefilter("ignore")
    try:
        with contextlib.redirect_stdout(sys.stderr):
            answer = _export(source, folder, imgsz)
    except Exception as error:  # noqa: BLE001 - whatever a hostile file does ends here, as one line for the parent
        print(_reason(error, source), file=sys.stderr)  # noqa: T201
        return 1
    print(msgspec.json.encode(answer).decode())  # noqa: T201
    return 0


def _export(source: Path, folder: Path, imgsz: int) -> dict[str, Any]:
    import ultralytics  # noqa: PLC0415 - inside the child's one guarded step

    if os.environ.get("ULTRALYTICS_SAFE_LOAD") != "1":
        raise RuntimeError("restricted loading is off; run this by `atalaya models import`")
    model = ultralytics.YOLO(str(source), task=None)
    if model.task != "detect":
        raise ValueError(f"a model for {model.task}, not for detection. Choose a detection model")
    names: dict[int, str] = model.names
    network: Any = model.model
    stride = int(max(network.stride))
    exported = Path(model.export(format="openvino", imgsz=imgsz, dynamic=True, verbose=False))
    for part in exported.iterdir():  # metadata.yaml too: with it ultralytics itself can open the folder
        shutil.move(part, folder / part.name)
    made_with = f"ultralytics {ultralytics.__version__}"
    return {"class_names": [names[index] for index in sorted(names)], "stride": stride, "made_with": made_with}


def _reason(error: Exception, source: Path) -> str:
    """In plain letters and without the folder of this import."""
    letters = str(error).encode("ascii", "ignore").decode().replace(f"{source.parent}/", "")
    said = " ".join(letters.split()).removeprefix("ERROR ") or "no reason given"
    return f"{type(error).__name__}: {said[:MAX_REASON_LETTERS]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
