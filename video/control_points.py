"""Reads points of a calibration from a CSV: `px,py,x,y` with a header line, or OTVision's `X;Y;Lat;Lon`.

In OTVision's files X and Y are pixels, Lat is the northing and Lon the easting, in metres of the CRS.
"""

import csv
import math
from collections.abc import Iterator
from pathlib import Path

from video.calibration import CalibrationError
from video.camera import CalibrationPoints, ControlPoint

COLUMNS: tuple[tuple[str, str, str, str], ...] = (("px", "py", "x", "y"), ("x", "y", "lon", "lat"))
"""Names of pixel x, pixel y, easting, northing in the forms that are read."""


def read_control_points(path: Path, crs: str) -> CalibrationPoints:
    """Raises CalibrationError for a file that is not of such points, OSError when it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CalibrationError(f"{path}: not text. Give a CSV with the header px,py,x,y") from error
    lines = [line for line in text.splitlines() if line.strip()]
    separator = ";" if lines and ";" in lines[0] else ","
    rows = csv.reader(lines, delimiter=separator)
    header = [name.strip().lower() for name in next(rows, [])]
    order = next((names for names in COLUMNS if set(names) <= set(header)), None)
    if order is None:
        raise CalibrationError(f"{path}: its header is not px,py,x,y (or X;Y;Lat;Lon). Add the header line")
    places = [header.index(name) for name in order]
    return CalibrationPoints(crs, tuple(_points(path, rows, places, decimal_comma=separator == ";")))


def _points(path: Path, rows: Iterator[list[str]], places: list[int], *, decimal_comma: bool) -> Iterator[ControlPoint]:
    for number, row in enumerate(rows, start=2):
        try:
            cells = [row[place].strip() for place in places]
            values = [float(cell.replace(",", ".") if decimal_comma else cell) for cell in cells]
        except (IndexError, ValueError) as error:
            raise CalibrationError(f"{path}, line {number}: not four numbers. Correct the line") from error
        if not all(math.isfinite(value) for value in values):
            raise CalibrationError(f"{path}, line {number}: not four finite numbers. Correct the line")
        yield ControlPoint(*values)
