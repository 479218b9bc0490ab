"""Every pair of colours that is used can be read, and the priorities stay apart for colour-blind eyes."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from maps.view.theme.palette import (
    DARK,
    LIGHT,
    PAPER,
    VIDEO_BACKDROP,
    VIDEO_PLATE,
    VIDEO_TEXT,
    Palette,
    colour,
    priority_colours,
)

THEMES = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
GROUNDS = ("canvas", "panel", "raised")

DEFICIENCIES = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""On linear RGB, severity 1.0: Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color
Vision Deficiency (2009)."""


def linear(token: str) -> NDArray[np.float64]:
    shade = colour(token)
    part = np.array([shade.redF(), shade.greenF(), shade.blueF()])
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def luminance(token: str) -> float:
    return float(linear(token) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """WCAG 2.1, 1.4.3."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def oklab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ottosson (2020)."""
    to_cones = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
    to_lab = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    return np.array(to_lab) @ np.cbrt(np.array(to_cones) @ np.clip(rgb, 0.0, 1.0))


def tokens_of(theme: Palette, *names: str) -> list[str]:
    return [getattr(theme, name) for name in names]


@THEMES
@pytest.mark.parametrize("ink", ["text", "text2", "text3"])
def test_that_text_reads_on_every_ground(theme: Palette, ink: str) -> None:
    for ground in tokens_of(theme, *GROUNDS):
        assert contrast(getattr(theme, ink), ground) >= 4.5


@THEMES
def test_that_text_reads_on_a_selected_row_and_on_the_map(theme: Palette) -> None:
    """`text3` is for no selected row: 4.0 to 1 in the dark, less in the light."""
    for ink in tokens_of(theme, "text", "text2"):
        assert contrast(ink, theme.selected) >= 4.5
    for ink in tokens_of(theme, "text", "text2", "text3"):
        assert contrast(ink, theme.halo) >= 4.5


@THEMES
def test_that_a_primary_button_and_the_plates_read(theme: Palette) -> None:
    pairs = [(theme.canvas, theme.text), (theme.exercise_ink, theme.exercise), (VIDEO_TEXT, VIDEO_PLATE)]
    assert all(contrast(ink, ground) >= 4.5 for ink, ground in pairs)
    assert contrast(VIDEO_TEXT, VIDEO_BACKDROP) >= 4.5


@THEMES
@pytest.mark.parametrize("priority", [1, 2, 3])
def test_that_the_number_reads_in_its_mark_and_the_mark_on_every_ground(theme: Palette, priority: int) -> None:
    fill, ink, edge = priority_colours(theme, priority)
    assert contrast(ink, fill) >= 4.5
    for ground in (*tokens_of(theme, *GROUNDS, "selected", "halo"), PAPER if not theme.is_dark else theme.canvas):
        assert contrast(edge, ground) >= 3.0


@THEMES
def test_that_edges_of_controls_and_the_focus_ring_are_seen(theme: Palette) -> None:
    for ground in tokens_of(theme, *GROUNDS):
        assert contrast(theme.border, ground) >= 3.0
        assert contrast(theme.focus, ground) >= 4.5


@THEMES
def test_that_the_lines_of_a_chart_are_seen(theme: Palette) -> None:
    series = theme.chart
    for line in (series.first, series.second, series.third, series.fourth):
        assert contrast(line, theme.panel) >= 3.0


@THEMES
@pytest.mark.parametrize("deficiency", [None, *DEFICIENCIES])
def test_that_priorities_stay_apart_for_every_kind_of_eye(theme: Palette, deficiency: str | None) -> None:
    seen = np.eye(3) if deficiency is None else np.array(DEFICIENCIES[deficiency])
    places = [oklab(seen @ linear(token)) for token in tokens_of(theme, "p1", "p2", "p3")]
    for one, other in itertools.combinations(places, 2):
        assert float(np.linalg.norm(one - other)) >= 0.15


@THEMES
def test_that_nothing_but_alarms_and_the_exercise_has_a_hue(theme: Palette) -> None:
    for name in ("canvas", "panel", "raised", "selected", "line", "border", "text", "text2", "text3", "focus"):
        lab = oklab(linear(getattr(theme, name)))
        assert float(np.hypot(lab[1], lab[2])) < 0.04, name
