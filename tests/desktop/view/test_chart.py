"""Charts: gaps are gaps, points alone are seen, round times stand under them."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.observation import Observation
from desktop.view.axis import TimeAxis
from desktop.view.chart import Chart, SeriesPlot, lonely, with_gaps
from maps.view.theme import style
from maps.view.theme.palette import DARK, LIGHT

NOW = datetime(2026, 11, 23, 8, 14, 37, tzinfo=UTC)
MEXICO = timezone(timedelta(hours=-6))


def test_that_a_hole_of_more_than_three_periods_is_not_bridged() -> None:
    at_s = np.array([0.0, 60, 120, 180, 600, 660, 720])
    joined = with_gaps(at_s, np.ones(7))
    assert joined.tolist() == [True, True, True, False, True, True, True]


def test_that_what_is_no_number_is_not_bridged() -> None:
    joined = with_gaps(np.arange(4.0), np.array([1.0, np.nan, 1.0, 1.0]))
    assert not joined[1]


def test_that_a_point_between_two_holes_is_shown_alone() -> None:
    assert lonely(np.array([True, False, False, True])).tolist() == [False, False, True, True]
    assert lonely(np.array([True])).tolist() == [True]
    assert lonely(np.array([], dtype=np.bool_)).tolist() == []


@given(st.integers(1, 400), st.integers(60, 3000))
def test_that_times_under_the_axis_are_round_in_order_and_apart(hours: int, width_px: int) -> None:
    axis = TimeAxis(NOW - timedelta(hours=hours), NOW, 10.0, float(width_px))
    marks = list(axis.marks(MEXICO))
    places = [x for x, _said in marks]
    assert all(10.0 <= x <= 10.0 + width_px + 1e-6 for x in places)
    assert all(after - before > 0 for before, after in pairwise(places))
    assert all(said[-1] in "05" for _x, said in marks if hours > 1)


def test_that_a_chart_says_its_last_value(qtbot: QtBot, dressed: QApplication) -> None:
    chart = Chart()
    qtbot.addWidget(chart)
    values = [Observation("m", "flow_m3h", float(n), NOW - timedelta(minutes=60 - n), NOW, f"k{n}") for n in range(60)]
    chart.show_series("flow_m3h", values, (), NOW, MEXICO)
    chart.resize(400, chart.height())
    chart.show()
    assert chart.accessibleName() == "Flow: 59 m³/h"
    assert not chart.grab().isNull()


def test_that_a_chart_without_values_says_so(qtbot: QtBot, dressed: QApplication) -> None:
    chart = Chart()
    qtbot.addWidget(chart)
    chart.show_series("flow_m3h", (), (), NOW, MEXICO)
    assert chart.accessibleName() == "Flow: no data"


def test_that_a_chart_follows_the_theme(qtbot: QtBot, dressed: QApplication) -> None:
    plot = SeriesPlot()
    qtbot.addWidget(plot)
    plot.resize(200, 40)
    plot.show_points(np.arange(5.0), np.arange(5.0), (0.0, 4.0))
    plot.show()
    for theme in (LIGHT, DARK):
        style.apply(dressed, theme)
        assert plot.grab().toImage().pixelColor(5, 3).name().upper() == theme.panel
