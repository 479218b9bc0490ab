"""How fast QGIS's own renderer draws the frames that the console draws: run by the Python that has QGIS.

    /usr/bin/python3 qgis_frames.py FILE LAT LON WIDTH_M

Stands alone: nothing of ours is imported, and the library comes by its name, for our own Python does not have it. It
draws what is measured and nothing more: no names, one plain symbol a layer, in the projection that the file is in.
"""

import importlib
import json
import math
import os
import sys
import time
from typing import Any

WIDTH_PX, HEIGHT_PX = 1600, 1000
FRAMES = 15
STEP_PX = 24
RADIUS_M = 6_378_137.0
FILLED = "\"class\" NOT IN ('other', 'district')"
"""Areas that the console's map fills."""


def main(file: str, lat_deg: float, lon_deg: float, width_m: float) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    core: Any = importlib.import_module("qgis.core")
    qt: Any = importlib.import_module("qgis.PyQt.QtCore")
    app: Any = core.QgsApplication([], False)  # noqa: FBT003 - the library's own signature
    app.initQgis()
    settings: Any = core.QgsMapSettings()
    layers = _layers(core, file)
    settings.setLayers(layers)
    settings.setDestinationCrs(layers[0].crs())
    settings.setOutputSize(qt.QSize(WIDTH_PX, HEIGHT_PX))
    figures = {"version": core.Qgis.QGIS_VERSION, "frames_ms": _frames(core, settings, lat_deg, lon_deg, width_m)}
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()
    os._exit(0)  # QGIS takes seconds to clear up, and clears up nothing that outlives the process


def _layers(core: Any, file: str) -> list[Any]:
    """The first lies on top."""
    symbols = {
        "point": core.QgsMarkerSymbol.createSimple({"size": "2", "size_unit": "Pixel", "outline_style": "no"}),
        "street": core.QgsLineSymbol.createSimple({"line_width": "2", "line_width_unit": "Pixel"}),
        "area": core.QgsFillSymbol.createSimple({"outline_style": "no"}),
    }
    layers: list[Any] = []
    for table, symbol in symbols.items():
        layer = core.QgsVectorLayer(f"{file}|layername={table}", table, "ogr")
        if not layer.isValid() or not layer.featureCount():
            sys.exit(f"QGIS cannot read {table} of {file}")
        if table == "area":
            layer.setSubsetString(FILLED)
        layer.setRenderer(core.QgsSingleSymbolRenderer(symbol))
        layers.append(layer)
    return layers


def _frames(core: Any, settings: Any, lat_deg: float, lon_deg: float, width_m: float) -> list[float]:
    """Milliseconds of each, after one that opens everything: there and back, as the console's map is dragged."""
    m_per_px = width_m / math.cos(math.radians(lat_deg)) / WIDTH_PX
    x_m = RADIUS_M * math.radians(lon_deg)
    y_m = RADIUS_M * math.asinh(math.tan(math.radians(lat_deg)))
    half_w, half_h = WIDTH_PX * m_per_px / 2, HEIGHT_PX * m_per_px / 2
    taken: list[float] = []
    for turn in range(FRAMES + 1):
        at = x_m + STEP_PX * m_per_px * (turn if turn <= FRAMES // 2 else FRAMES - turn)
        settings.setExtent(core.QgsRectangle(at - half_w, y_m - half_h, at + half_w, y_m + half_h))
        began_s = time.perf_counter()
        job: Any = core.QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        taken.append((time.perf_counter() - began_s) * 1000)
        if job.renderedImage().isNull() or job.errors():
            sys.exit("QGIS did not draw the frame")
    return taken[1:]


if __name__ == "__main__":
    main(sys.argv[1], *(float(word) for word in sys.argv[2:5]))
