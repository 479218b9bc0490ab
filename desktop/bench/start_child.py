"""The child of `bench start`: the console as `atalaya` starts it, watched from its process's first moment.

`python -m desktop.bench.start_child SETTINGS.json` prints one JSON object and ends.
"""

import importlib
import json
import sys
from pathlib import Path

import psutil

from desktop.config import Settings
from desktop.services.layer_places import layer_places
from maps.worker_client import MapWorker

_MB = 1024 * 1024


def main(settings_file: Path) -> int:
    importlib.import_module("desktop.cli").parser()  # what the command line costs is part of the start
    chosen = Settings.model_validate_json(settings_file.read_text(encoding="utf-8"))
    worker = MapWorker(chosen.runtime, places=layer_places(chosen))
    from desktop import app  # noqa: PLC0415 - after the map worker has begun, as in the verb

    start = app.watched_start(chosen, worker)
    if not start.memory:
        print(f"the console was not there in time; it came as far as {list(start.moments)}", file=sys.stderr)  # noqa: T201
        return 1
    begun = psutil.Process().create_time()
    figures = {f"{name}_s": round(at - begun, 3) for name, at in start.moments.items()}
    figures |= {f"{name}_mb": round(size / _MB, 1) for name, size in start.memory.items()}
    print(json.dumps(figures))  # noqa: T201 - the answer to the parent
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
