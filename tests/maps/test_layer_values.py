"""The values of map layers: they travel and are stored as they are, and refuse what makes no sense."""

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.feature_filter import Compare, Every, Filter, FilterTooLargeError, Operator, Some, columns_of
from maps.source import ControlPoint, CsvColumns, Plan, PlanFit, Source, SourceKind, TileGrid, WebPicture
from maps.stack import Blend, ScaleLimits, StackLayer, scale_denominator
from maps.symbology import Bands, Categorised, Category, HeatMap, Labels, OneBand, Single, Symbol

PLAN = Plan((ControlPoint(1, 2, 3, 4),))
READINGS = [None, CsvColumns("x", "y"), WebPicture(time="2026-11-25"), TileGrid(2, 18), PLAN]
CATEGORIES = (Category(None, Symbol()), Category(1, Symbol(icon="fire")))
LOOKS = [Single(), Categorised("a", CATEGORIES), HeatMap(), Bands(), OneBand()]


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("look", LOOKS)
def test_that_a_layer_comes_back_from_json_and_from_the_pipe(reading: object, look: object) -> None:
    layer = StackLayer(
        "1",
        'Capa "uno"',
        Source(SourceKind.CSV, "/a/b.csv", crs="EPSG:32614", reading=reading),  # type: ignore[arg-type]
        look,  # type: ignore[arg-type]
        Labels("nombre"),
        Every((Compare("a", Operator.EQUAL, 1), Some((Compare("b", Operator.ONE_OF, values=("x", None)),)))),
        0.5,
        ScaleLimits(100, 5000),
        Blend.MULTIPLY,
    )
    for codec in (msgspec.json, msgspec.msgpack):
        assert codec.decode(codec.encode(layer), type=StackLayer) == layer


def test_that_two_equal_sources_have_one_key_and_others_another() -> None:
    one, same = (Source(SourceKind.PLAN, "/a", reading=Plan(fit=PlanFit.AFFINE)) for _ in range(2))
    assert one.key == same.key
    assert one.key != Source(SourceKind.PLAN, "/a", reading=Plan(fit=PlanFit.HOMOGRAPHY)).key


@pytest.mark.parametrize("address", ["", "x" * 5000, "a\0b", "https://ana:secret@host/wms", "postgresql://u:p@h/d"])
def test_that_an_address_without_sense_or_with_a_password_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Source(SourceKind.WMS, address)


@pytest.mark.parametrize("wrong", [{"colour": "red"}, {"colour": "#12"}, {"opacity": 1.5}, {"size_px": math.nan}])
def test_that_a_symbol_refuses_what_cannot_be_drawn(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"colour|opacity|size_px"):
        Symbol(**wrong)  # type: ignore[arg-type]


def test_that_a_stored_symbol_that_cannot_be_drawn_is_refused_too() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"colour": "javascript:"}', type=Symbol)


def test_that_scale_limits_are_those_of_qgis() -> None:
    assert round(scale_denominator(0.0254 / 96 * 5000)) == 5000
    assert ScaleLimits(1000, 50_000).hold(5000)
    assert not ScaleLimits(1000, 50_000).hold(999)
    assert not ScaleLimits(1000, 50_000).hold(60_000)
    assert ScaleLimits().hold(1e9)


def nested(depth: int) -> Filter:
    where: Filter = Compare("a", Operator.EQUAL, 1)
    for _ in range(depth):
        where = Every((where,))
    return where


def test_that_a_filter_larger_than_a_person_writes_is_refused() -> None:
    assert columns_of(nested(3)) == ("a",)
    with pytest.raises(FilterTooLargeError):
        columns_of(nested(50))
    with pytest.raises(FilterTooLargeError):
        columns_of(Some((Compare("a", Operator.EQUAL, 1),) * 200))


@given(st.text())
def test_that_no_text_as_a_layer_breaks_the_reader(text: str) -> None:
    try:
        msgspec.json.decode(text, type=StackLayer)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return
