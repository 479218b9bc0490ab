"""The worker's inks are the palette's colours: it cannot import them, since they live with Qt."""

import pytest

from maps.cartography.inks import INKS, RAMPS, along, hex_of
from maps.symbology import INK_NAMES, Ramp
from maps.view.theme.palette import CIVIDIS, DARK, DIFFERENCES, LIGHT, Palette


@pytest.mark.parametrize(("style", "palette"), [("night", DARK), ("day", LIGHT)])
def test_that_inks_are_the_colours_of_the_palette(style: str, palette: Palette) -> None:
    series = palette.chart
    expected = {
        "series1": series.first,
        "series2": series.second,
        "series3": series.third,
        "series4": series.fourth,
        **{name: getattr(palette, name) for name in ("text", "text2", "text3", "line", "halo", "focus")},
    }
    assert INKS[style] == expected
    assert set(INKS[style]) == set(INK_NAMES)
    assert hex_of("#123456", style) == "#123456"


def test_that_ramps_are_those_of_the_palette() -> None:
    assert RAMPS[Ramp.CIVIDIS] == CIVIDIS
    assert RAMPS[Ramp.DIFFERENCES] == DIFFERENCES
    assert along(Ramp.CIVIDIS, 0.0) == CIVIDIS[0]
    assert along(Ramp.CIVIDIS, 1.0) == CIVIDIS[-1]
