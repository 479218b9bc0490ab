"""Layers as they are seen: in their places and looks, over each other, each with its own fault."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from maps.cartography.colours import NIGHT
from maps.cartography.stack import features
from maps.cartography.stack.compose import lay_over
from maps.cartography.stack.labels import label_set
from maps.cartography.stack.sprites import sprite_of
from maps.cartography.stack.stamping import FEW, stamp
from maps.feature_filter import Compare, Operator
from maps.layer_facts import LayerState
from maps.place import Place
from maps.source import ControlPoint, Plan, Source, SourceKind
from maps.stack import Blend, ScaleLimits, Selection
from maps.symbology import (
    AsItIs,
    Bands,
    Categorised,
    Category,
    Clusters,
    Graduated,
    Hatch,
    HeatMap,
    Labels,
    OneBand,
    Placement,
    Shape,
    Single,
    Step,
    Stretch,
    Symbol,
    TileLook,
)
from maps.viewport import Viewport
from tests.maps.cartography.stack.conftest import VIEW, Studio, WriteLayer, beside, layer, square

CLEAR = [0, 0, 0, 0]
RED = [255, 0, 0, 255]


def symbol(colour: str, **more: object) -> Symbol:
    return Symbol(colour=colour, edge="", **more)  # type: ignore[arg-type]


def test_that_points_lines_and_areas_of_one_layer_lie_in_their_places(studio: Studio, written: WriteLayer) -> None:
    line = shapely.LineString([beside(-40, -30), beside(40, -30)])
    seen = studio.draw(layer(written([shapely.Point(beside(-50, 0)), line, square(50, 0, 8)])))
    for place in ((-50, 0), (0, -30), (50, 0)):
        assert seen.at(*place) == RED
    for place in ((0, 0), (-50, 15), (50, 20)):
        assert seen.at(*place) == CLEAR
    assert seen.news[0].state is LayerState.DRAWN
    assert seen.news[0].shown == 3


def test_that_values_have_their_looks_and_hidden_ones_none(studio: Studio, written: WriteLayer) -> None:
    source = written([square(x, 0, 6) for x in (-60, -20, 20, 60)], kind=["a", "b", "c", None])
    hidden_one = Category("b", symbol("#0000FF"), visible=False)
    known = (Category("a", symbol("#00FF00")), hidden_one, Category(None, symbol("#FFFFFF")))
    look = Categorised("kind", known, symbol("#FF0000"))
    seen = studio.draw(layer(source, look))
    assert [seen.at(x, 0) for x in (-60, -20, 20, 60)] == [[0, 255, 0, 255], CLEAR, RED, [255, 255, 255, 255]]
    hidden = studio.draw(layer(source, Categorised("kind", (Category("a", symbol("#00FF00")),), None)))
    assert hidden.at(20, 0) == CLEAR


def test_that_numbers_have_the_first_step_that_holds_them(studio: Studio, written: WriteLayer) -> None:
    source = written([square(x, 0, 6) for x in (-60, -20, 20, 60)], n=[1.0, 2.0, 3.5, np.nan])
    look = Graduated("n", (Step(1, 2, symbol("#00FF00")), Step(2, 3, symbol("#0000FF"))))
    seen = studio.draw(layer(source, look))
    assert [seen.at(x, 0) for x in (-60, -20, 20, 60)] == [[0, 255, 0, 255], [0, 255, 0, 255], CLEAR, CLEAR]


def test_that_a_filter_leaves_features_out(studio: Studio, written: WriteLayer) -> None:
    source = written([square(-20, 0, 6), square(20, 0, 6)], n=[1, 2])
    seen = studio.draw(layer(source, where=Compare("n", Operator.MORE, 1)))
    assert (seen.at(-20, 0), seen.at(20, 0)) == (CLEAR, RED)


@pytest.mark.parametrize("hatch", list(Hatch))
def test_that_every_hatch_is_drawn_and_is_another(hatch: Hatch, studio: Studio, written: WriteLayer) -> None:
    look = Single(Symbol(colour="#FF0000", edge="#FF0000", hatch=hatch))
    seen = studio.draw(layer(written([square(0, 0, 30)]), look))
    inside = seen.pixels[25:75, 75:125, 3] > 128
    share = inside.mean()
    assert (share == 1) == (hatch is Hatch.SOLID)
    assert (share == 0) == (hatch is Hatch.EMPTY)
    assert seen.pixels[15:85, 65:135, 3].max() > 150


@pytest.mark.parametrize("shape", list(Shape))
def test_that_every_shape_has_its_middle_on_the_place(shape: Shape) -> None:
    pixels = sprite_of(Symbol(colour="#FF0000", edge="", shape=shape, size_px=21.0), "night", 1.0).pixels
    rows, columns = np.nonzero(pixels[..., 3] > 128)
    assert abs(columns.mean() - len(pixels) // 2) < 1.0
    assert abs(rows.mean() - len(pixels) // 2) < 4.0


@given(st.lists(st.tuples(st.integers(-8, 40), st.integers(-8, 30)), min_size=1, max_size=30))
def test_that_many_marks_look_as_few_do(spots: list[tuple[int, int]]) -> None:
    """Both ways of stamping leave the same pixels covered, whatever lies over what."""
    sprites = [sprite_of(symbol("#FF0000", size_px=size), "night", 1.0) for size in (5.0, 9.0)]
    columns, rows = (np.array(part, dtype=np.intp) for part in zip(*spots, strict=True))
    kinds = np.arange(len(spots)) % 2
    few, many = np.zeros((24, 32, 4), dtype=np.uint8), np.zeros((24, 32, 4), dtype=np.uint8)
    stamp(few, columns, rows, kinds, sprites)
    times = FEW // len(spots) + 1
    stamp(many, np.tile(columns, times), np.tile(rows, times), np.tile(kinds, times), sprites)
    assert np.array_equal(few[..., 3] > 0, many[..., 3] > 0)


def test_that_a_turned_mark_points_where_its_column_says(studio: Studio, written: WriteLayer) -> None:
    source = written([shapely.Point(beside(-40, 0)), shapely.Point(beside(40, 0))], turn=[0.0, 90.0])
    arrow = Symbol(colour="#FF0000", edge="", shape=Shape.ARROW, size_px=24.0, turn_column="turn")
    seen = studio.draw(layer(source, Single(arrow)))
    north, east = (seen.pixels[30:70, left : left + 40, 3] > 128 for left in (40, 120))
    assert np.array_equal(np.rot90(north[1:, 1:], -1), east[1:, 1:]) or abs(int(north.sum()) - int(east.sum())) < 12
    assert north[:20].sum(axis=1).argmin() < 20


def test_that_labels_do_not_touch_and_the_greater_priority_stays(studio: Studio, written: WriteLayer) -> None:
    below = Labels("name", colour="#00FF00", halo_px=0, priority=1, placement=Placement.OVER)
    above = Labels("name", colour="#0000FF", halo_px=0, priority=9, placement=Placement.OVER)
    low = layer(written([shapely.Point(beside(0, 0))], "low", name=["BAJO BAJO"]), id_="low", labels=below)
    high = layer(written([shapely.Point(beside(2, 0))], "high", name=["ALTO ALTO"]), id_="high", labels=above)
    seen = studio.draw(high, low)
    words = seen.pixels[..., :3].astype(int)
    assert (words[..., 0] > 150).sum() > 20, "blue words"
    assert ((words[..., 1] > 150) & (words[..., 2] < 100)).sum() == 0, "green words"


def test_that_labels_keep_to_their_own_scale(studio: Studio, written: WriteLayer) -> None:
    source = written([shapely.Point(beside(0, 0))], name=["Plaza"])
    with_words = studio.draw(layer(source, labels=Labels("name")))
    without = studio.draw(layer(source, labels=Labels("name", widest=1000.0)))
    assert (with_words.pixels[..., 3] > 0).sum() > (without.pixels[..., 3] > 0).sum()


def test_that_of_an_area_the_name_lies_inside() -> None:
    crescent = shapely.difference(shapely.Point(0, 0).buffer(10), shapely.Point(3, 0).buffer(9.5))
    words = label_set(Labels("n"), np.array([crescent], dtype=object), np.array(["x"], dtype=object))
    assert crescent.contains(words.shapes[0])


def test_that_many_points_become_groups_with_their_count(studio: Studio, written: WriteLayer) -> None:
    rng = np.random.default_rng(3)
    source = written([shapely.Point(beside(*spot)) for spot in rng.normal(0, 3, (60, 2))])
    alone = studio.draw(layer(source, clusters=Clusters(100, 32)))
    grouped = studio.draw(layer(source, clusters=Clusters(20, 32)))
    assert not alone.news[0].clustered
    assert grouped.news[0].clustered
    assert grouped.news[0].shown == 60
    assert (grouped.pixels[..., 3] > 0).sum() != (alone.pixels[..., 3] > 0).sum()


def test_that_a_heat_map_is_warmest_where_most_points_are(studio: Studio, written: WriteLayer) -> None:
    rng = np.random.default_rng(3)
    spots = [*rng.normal((-50, 0), 3, (80, 2)), *rng.normal((50, 0), 3, (10, 2))]
    source = written([shapely.Point(beside(*spot)) for spot in spots], w=[1.0] * 80 + [50.0] * 10)
    seen = studio.draw(layer(source, HeatMap(12.0, opacity=1.0)))
    assert sum(seen.at(-50, 0)[:2]) > sum(seen.at(50, 0)[:2]) > 0
    weighed = studio.draw(layer(source, HeatMap(12.0, weight="w", opacity=1.0)))
    assert sum(weighed.at(50, 0)[:2]) > sum(weighed.at(-50, 0)[:2])


def test_that_more_than_a_screen_can_show_are_all_seen(
    studio: Studio, written: WriteLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "FEW", 50)
    monkeypatch.setattr(features, "FIRST", 20)
    rng = np.random.default_rng(5)
    spots = np.column_stack([rng.uniform(-95, 95, 400), rng.uniform(-45, 45, 400)])
    source = written([*(square(x, y, 0.2) for x, y in spots), square(0, 0, 10)], n=[1] * 400 + [2])
    look = Categorised("n", (Category(1, symbol("#00FF00")), Category(2, symbol("#FF0000"))), None)
    seen = studio.draw(layer(source, look))
    assert seen.news[0].shown == 401
    green = (seen.pixels[..., 1] > 200) & (seen.pixels[..., 2] < 60)
    assert green.sum() > 300
    assert (seen.pixels[45:55, 95:105, 2] > 200).any()
    assert seen.parts, "something is shown before all is"
    assert seen.parts[0][1][0].state is LayerState.PARTIAL
    whole = studio.draw(layer(source, look, id_="b"), whole=True)
    assert not whole.parts
    assert np.array_equal(whole.pixels, seen.pixels)


def test_that_many_points_in_view_are_read_from_their_boxes(
    studio: Studio, written: WriteLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "FEW", 10)
    source = written([shapely.Point(beside(x, 0)) for x in range(-90, 91, 6)], n=list(range(31)))
    seen = studio.draw(layer(source, where=Compare("n", Operator.LESS, 15)))
    assert (seen.at(-90, 0), seen.at(90, 0)) == (RED, CLEAR)
    assert seen.news[0].shown == 15


# over each other


def test_that_layers_lie_in_their_order_with_their_opacity(studio: Studio, written: WriteLayer) -> None:
    source = written([square(0, 0, 20)])
    red, blue = layer(source, id_="r"), layer(source, Single(symbol("#0000FF")), id_="b", opacity=0.5)
    assert studio.draw(red, blue).at(0, 0) == [127, 0, 128, 255]
    assert studio.draw(blue, red).at(0, 0) == RED
    assert studio.draw(layer(source, opacity=0.5)).at(0, 0) == [128, 0, 0, 128]


@given(st.sampled_from(Blend), st.lists(st.integers(0, 255), min_size=8, max_size=8))
def test_that_blending_keeps_colours_within_their_alpha(blend: Blend, parts: list[int]) -> None:
    ground, above = (np.zeros((4, 4, 4), dtype=np.uint8) for _ in range(2))
    for picture, colour in ((ground, parts[:4]), (above, parts[4:])):
        picture[...] = [part * colour[3] // 255 for part in colour[:3]] + [colour[3]]
    before = ground.copy()
    lay_over(ground, above, 0, 0, 1.0, blend)
    assert (ground[..., :3].max(axis=-1).astype(int) <= ground[..., 3].astype(int) + 2).all()
    if not above[0, 0, 3]:
        assert np.array_equal(ground, before)
    if above[0, 0, 3] == 255 and blend is Blend.NORMAL:
        assert np.array_equal(ground, above)


BLENDS = {
    Blend.MULTIPLY: [50, 0, 0],
    Blend.SCREEN: [178, 200, 100],
    Blend.DARKEN: [100, 0, 0],
    Blend.LIGHTEN: [128, 200, 100],
}


@pytest.mark.parametrize(("blend", "expected"), BLENDS.items())
def test_that_blends_are_what_they_say(blend: Blend, expected: list[int]) -> None:
    ground, above = np.zeros((1, 1, 4), np.uint8), np.zeros((1, 1, 4), np.uint8)
    ground[0, 0], above[0, 0] = (100, 200, 100, 255), (0, 0, 128, 255)
    lay_over(ground, above, 0, 0, 1.0, blend)
    assert np.abs(ground[0, 0, 2::-1].astype(int) - expected).max() <= 1


def test_that_a_layer_switched_off_and_on_is_not_read_again(studio: Studio, written: WriteLayer) -> None:
    one = layer(written([square(-20, 0, 6)], "one"), id_="one")
    other = layer(written([square(20, 0, 6)], "two"), id_="two")
    first = studio.draw(one, other)
    assert set(studio.begun) == {"one", "two", ""}
    studio.draw(one)
    again = studio.draw(one, other)
    assert set(studio.begun) == {""}
    assert np.array_equal(first.pixels, again.pixels)


def test_that_a_file_that_changed_is_drawn_anew(studio: Studio, written: WriteLayer) -> None:
    shown = layer(written([square(-20, 0, 6)]))
    assert studio.draw(shown).at(20, 0) == CLEAR
    written([square(20, 0, 6), square(-20, 0, 6)])
    assert studio.draw(shown).at(20, 0) == RED


def test_that_a_layer_out_of_its_scale_is_not_drawn_and_says_so(studio: Studio, written: WriteLayer) -> None:
    seen = studio.draw(layer(written([square(0, 0, 20)]), limits=ScaleLimits(0, 1000)))
    assert seen.at(0, 0) == CLEAR
    assert seen.news[0].state is LayerState.OUT_OF_SCALE


def test_that_each_fault_is_of_its_layer_and_the_others_are_drawn(
    studio: Studio, written: WriteLayer, tmp_path: Path
) -> None:
    good = written([square(0, 0, 20)])
    (tmp_path / "bad.gpkg").write_bytes(Path(good.address).read_bytes()[:5000])
    seen = studio.draw(
        layer(Source(SourceKind.VECTOR, "/none.gpkg"), id_="missing"),
        layer(Source(SourceKind.VECTOR, str(tmp_path / "bad.gpkg")), id_="damaged"),
        layer(good, Categorised("none"), id_="column"),
        layer(good, Bands(), id_="look"),
        layer(Source(SourceKind.PLAN, str(tmp_path / "bad.gpkg")), AsItIs(), id_="plan"),
        layer(good, id_="barred"),
        layer(good, id_="good"),
        barred={"barred": "crashed"},
    )
    codes = {news.id: (news.state, news.code) for news in seen.news}
    assert {name for name, (state, _) in codes.items() if state is LayerState.FAILED} == set(codes) - {"good"}
    assert codes["missing"][1] == "missing"
    assert codes["column"][1] == "no_column"
    assert codes["barred"][1] == "crashed"
    assert seen.at(0, 0) == RED


def test_that_selected_features_lie_on_top_in_white(studio: Studio, written: WriteLayer) -> None:
    source = written([square(-20, 0, 8), square(20, 0, 8)])
    seen = studio.draw(layer(source), selected=[Selection("a", (1, 99))])
    edge = seen.pixels[42:58, 72:88]
    assert (edge.min(axis=-1) > 200).any()
    assert not (seen.pixels[30:70, 110:140].min(axis=-1) > 200).any()


def test_that_a_view_over_the_antimeridian_shows_both_sides(studio: Studio, written: WriteLayer) -> None:
    view = Viewport(20_037_508.34, 0.0, 1000.0, 200, 100)
    shapes = [shapely.Point(179.8, 0.0), shapely.Point(-179.8, 0.0)]
    seen = studio.draw(layer(written(shapes)), view=view)
    middle = seen.pixels[50, :, 3] > 200
    assert middle[:100].any()
    assert middle[100:].any()


# rasters, plans, tiles


def orthophoto(path: Path, values: np.ndarray) -> Source:
    west, _, _, north = VIEW.bounds_m
    own = Affine(VIEW.scale, 0, west + 50 * VIEW.scale, 0, -VIEW.scale, north - 25 * VIEW.scale)
    count, height, width = values.shape
    profile = {"width": width, "height": height, "count": count, "dtype": values.dtype, "transform": own}
    with rasterio.open(path, "w", driver="GTiff", crs="EPSG:3857", **profile) as out:
        out.write(values)
    return Source(SourceKind.RASTER, str(path))


def test_that_an_orthophoto_lies_in_its_place_in_its_colours(studio: Studio, tmp_path: Path) -> None:
    values = np.zeros((3, 50, 100), dtype=np.uint8)
    values[0, :, :50], values[2, :, 50:] = 200, 100
    seen = studio.draw(layer(orthophoto(tmp_path / "a.tif", values), Bands()))
    assert seen.at(-20, 0) == [200, 0, 0, 255]
    assert seen.at(20, 0) == [0, 0, 100, 255]
    assert seen.at(80, 0) == CLEAR
    swapped = studio.draw(layer(tmp_source(tmp_path), Bands(3, 2, 1)))
    assert swapped.at(20, 0) == [100, 0, 0, 255]


def tmp_source(tmp_path: Path) -> Source:
    return Source(SourceKind.RASTER, str(tmp_path / "a.tif"))


def test_that_one_band_has_the_ends_of_its_ramp_at_its_limits(studio: Studio, tmp_path: Path) -> None:
    values = np.full((1, 50, 100), 10.0, dtype=np.float32)
    values[0, :, 50:] = 90.0
    look = OneBand(stretch=Stretch.FIXED, low=10.0, high=90.0)
    seen = studio.draw(layer(orthophoto(tmp_path / "a.tif", values), look))
    assert (seen.at(-20, 0), seen.at(20, 0)) == ([0x00, 0x22, 0x4E, 255], [0xFE, 0xE8, 0x38, 255])
    relief = studio.draw(layer(tmp_source(tmp_path), OneBand(stretch=Stretch.FIXED, low=10.0, high=90.0, relief=True)))
    assert relief.at(-20, 0) == seen.at(-20, 0), "flat ground keeps its colour"
    assert not np.array_equal(relief.pixels, seen.pixels)


def test_that_grey_is_grey(studio: Studio, tmp_path: Path) -> None:
    values = np.full((3, 50, 100), 10, dtype=np.uint8)
    values[0] = 200
    red, green, blue, _ = studio.draw(layer(orthophoto(tmp_path / "a.tif", values), AsItIs(0.0))).at(0, 0)
    assert abs(red - green) <= 1
    assert abs(green - blue) <= 1


def test_that_a_plan_lies_between_its_control_points(studio: Studio, tmp_path: Path) -> None:
    picture = Image.new("RGB", (100, 50), (0, 200, 0))
    picture.paste((200, 0, 0), (0, 0, 50, 50))
    picture.save(tmp_path / "plan.png")
    corners = [(0, 0, -50, 25), (100, 0, 50, 25), (0, 50, -50, -25)]
    points = tuple(ControlPoint(x, y, *reversed(beside(east, north))) for x, y, east, north in corners)
    seen = studio.draw(layer(Source(SourceKind.PLAN, str(tmp_path / "plan.png"), reading=Plan(points)), AsItIs()))
    assert (seen.at(-20, 0), seen.at(20, 0), seen.at(70, 0)) == ([200, 0, 0, 255], [0, 200, 0, 255], CLEAR)


def test_that_vector_tiles_look_as_the_base_map_does(studio: Studio, shared: Callable[[str], Path]) -> None:
    source = Source(SourceKind.PMTILES, str(shared("maps/firenze.pmtiles")))
    view = Viewport.around(Place(43.7675, 11.2536), 800.0, 400, 250)
    seen = studio.draw(layer(source, TileLook()), view=view)
    water = [int(NIGHT.water[at : at + 2], 16) for at in (5, 3, 1)]
    assert (np.abs(seen.pixels[..., :3].astype(int) - water).max(axis=-1) <= 2).sum() > 5000
    assert seen.news[0].state is LayerState.DRAWN


def test_that_tiles_of_pictures_are_seen_at_every_scale(studio: Studio, shared: Callable[[str], Path]) -> None:
    source = Source(SourceKind.PMTILES, str(shared("maps/usgs-mt-whitney-8-15-webp-512.pmtiles")))
    for width_m in (100.0, 2000.0, 30_000.0):
        seen = studio.draw(layer(source, AsItIs()), view=Viewport.around(Place(36.577, -118.29), width_m, 200, 120))
        assert seen.pixels[60, 100, 3] == 255


def test_that_the_roads_of_a_real_city_have_a_look_by_class(studio: Studio, shared: Callable[[str], Path]) -> None:
    source = Source(SourceKind.VECTOR, str(shared("maps/poa_osm.pbf")), "lines")
    primary = Category("primary", symbol("#FF0000", width_px=3.0))
    look = Categorised("highway", (primary,), symbol("#0000FF", width_px=1.0))
    seen = studio.draw(layer(source, look), view=Viewport.around(Place(-30.03, -51.22), 3000.0, 400, 250))
    assert (seen.pixels[..., 2] > 200).sum() > 300
    assert (seen.pixels[..., 0] > 200).sum() > 300
