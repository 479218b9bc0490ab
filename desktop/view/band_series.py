"""The chosen series as the time band draws it: its name, and a pyqtgraph plot over the band's own span."""

from typing import Any

import numpy as np

from desktop.domain.asset import Asset
from desktop.view import words
from desktop.view.axis import TimeAxis
from desktop.view.chart import SeriesPlot
from desktop.view.reading import SeriesReading


def series_of(chosen: tuple[Any, Any], axis: TimeAxis) -> tuple[str, SeriesPlot]:
    """`chosen` is the asset and what was read of it."""
    asset: Asset = chosen[0]
    reading: SeriesReading = chosen[1]
    within = [one for one in reading.observations if axis.holds(one.at)]
    at_s = np.array([one.at.timestamp() for one in within], dtype=np.float64)
    values = np.array([one.value for one in within], dtype=np.float64)
    plot = SeriesPlot(grid_lines=0)
    plot.show_points(at_s, values, (axis.since.timestamp(), axis.until.timestamp()))
    unit = words.unit_of(reading.quantity)
    return f"{asset.code} {unit or words.quantity(reading.quantity)}", plot
