"""`frames.py CITY TARGET`: the data of the bench's frames, few of them, over a city file; says where the middle is."""

import json
import sys
from pathlib import Path

from desktop.bench.map_data import scatter
from desktop.bench.map_file import write_file
from desktop.services.exercise.city import CENTRE

WIDTH_M = 5_000.0

if __name__ == "__main__":
    write_file(Path(sys.argv[1]), Path(sys.argv[2]), scatter(CENTRE, WIDTH_M, (500, 300, 400)))
    sys.stdout.write(json.dumps([CENTRE.lat_deg, CENTRE.lon_deg, WIDTH_M]) + "\n")
