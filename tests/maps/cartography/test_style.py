"""The style sheet: widths by scale, and XML that Mapnik reads, at any scale."""

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.cartography.colours import DAY, NIGHT, MapColours
from maps.cartography.engine import mapnik
from maps.cartography.label_style import CLEAR_STYLE, LABEL_STYLES
from maps.cartography.markup import bgr, rule
from maps.cartography.style import AREA_STYLES, LINE_STYLES, style_sheet
from maps.cartography.widths import STROKES

SCALES = st.floats(0.05, 2000.0)


@given(SCALES, st.sampled_from([NIGHT, DAY]))
def test_that_every_scale_gives_a_sheet_mapnik_reads_strictly(scale: float, colours: MapColours) -> None:
    sheet = style_sheet(colours, scale)
    mapnik.load_map_from_string(mapnik.Map(64, 64), sheet, True)
    named = [style.get("name") for style in ET.fromstring(sheet).iter("Style")]
    wanted = [CLEAR_STYLE, *AREA_STYLES, *LINE_STYLES, *(name for styles in LABEL_STYLES.values() for name in styles)]
    assert sorted(named) == sorted(wanted)


@given(SCALES)
def test_that_a_larger_street_is_never_drawn_thinner(scale: float) -> None:
    widths = [STROKES[kind].width_px(scale) for kind in ("motorway", "avenue", "collector", "street", "service")]
    if scale <= 6.0:  # where all of them are drawn
        assert all(larger >= smaller for larger, smaller in pairwise(widths))


@given(SCALES, st.floats(1.01, 4.0))
def test_that_a_street_never_grows_when_the_map_moves_away(scale: float, factor: float) -> None:
    for stroke in STROKES.values():
        assert stroke.width_px(scale * factor) <= stroke.width_px(scale)


def test_that_service_ways_are_left_out_from_afar() -> None:
    def has_service(scale: float) -> bool:
        return "[class]='service'" in style_sheet(NIGHT, scale)

    assert has_service(2.0)
    assert not has_service(10.0)


def test_that_names_are_never_smaller_than_the_least_size() -> None:
    sizes = [float(text.get("size", "0")) for text in ET.fromstring(style_sheet(NIGHT, 1.0)).iter("TextSymbolizer")]
    assert sizes
    assert min(sizes) >= 12.0


def test_that_red_and_blue_are_exchanged_on_the_way_to_mapnik() -> None:
    assert bgr("#13242F") == "#2F2413"
    assert f'background-color="{bgr(NIGHT.land)}"' in style_sheet(NIGHT, 1.0)


def test_that_a_condition_cannot_break_out_of_its_element() -> None:
    assert ET.fromstring(rule("[size_m] <= 3 and [name]='<&>'")).findtext("Filter") == "[size_m] <= 3 and [name]='<&>'"


@pytest.mark.parametrize("colours", [NIGHT, DAY])
def test_that_every_halo_has_two_pixels(colours: MapColours) -> None:
    halos = {text.get("halo-radius") for text in ET.fromstring(style_sheet(colours, 1.0)).iter("TextSymbolizer")}
    assert halos == {"2.00"}
