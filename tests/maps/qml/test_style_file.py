"""Styles as QML: what goes out comes back, what QGIS writes is understood, what is hostile is refused."""

import contextlib
import math
from itertools import pairwise
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.cartography.icons import EMERGENCY
from maps.layer_facts import Geometry
from maps.qml.ramps import NoQgisEquivalentError
from maps.qml.style_file import LayerStyle, StyleUnreadableError, read_style, write_style
from maps.source import Source, SourceKind
from maps.stack import Blend, ScaleLimits, StackLayer
from maps.symbology import (
    AsItIs,
    Bands,
    Categorised,
    Category,
    Dash,
    Graduated,
    Hatch,
    HeatMap,
    Labels,
    Method,
    OneBand,
    Placement,
    Ramp,
    Shape,
    Single,
    Step,
    Stretch,
    Symbol,
    TileLook,
)

INKS = st.from_regex(r"#[0-9A-F]{6}", fullmatch=True)
PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
COLUMNS = PLAIN.filter(lambda name: name and name == name.strip('"'))
PARTS = st.integers(0, 255).map(lambda part: part / 255)
SIZES = st.integers(1, 60).map(lambda half: half / 2)
NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)


@st.composite
def symbols(draw: st.DrawFn, geometry: Geometry) -> Symbol:
    """What a symbol says about other geometries is not written, and comes back as it is by default."""
    colour, opacity = draw(INKS), draw(PARTS)
    if geometry is Geometry.LINE:
        return Symbol(colour=colour, opacity=opacity, width_px=draw(SIZES), dash=draw(st.sampled_from(Dash)))
    edge, edge_px = draw(st.one_of(st.just(""), INKS)), draw(SIZES)
    if geometry is Geometry.AREA:
        dash = draw(st.sampled_from(Dash)) if edge else Dash.SOLID
        return Symbol(
            colour=colour, opacity=opacity, edge=edge, edge_px=edge_px, dash=dash, hatch=draw(st.sampled_from(Hatch))
        )
    icon = draw(st.sampled_from(["", *EMERGENCY]))
    shape = Shape.CIRCLE if icon else draw(st.sampled_from(Shape))
    turn = draw(st.one_of(st.just(""), COLUMNS))
    return Symbol(
        colour=colour,
        opacity=opacity,
        edge=edge,
        edge_px=edge_px,
        shape=shape,
        icon=icon,
        size_px=draw(SIZES),
        turn_column=turn,
    )


@st.composite
def looks(draw: st.DrawFn, geometry: Geometry) -> object:
    kind, column = draw(st.integers(0, 3)), draw(COLUMNS)
    if kind == 0:
        return Single(draw(symbols(geometry)))
    if kind == 1:
        values = st.one_of(st.none(), st.booleans(), st.integers(-999, 999), NUMBERS, PLAIN.filter(bool))
        found = draw(st.lists(values, max_size=4, unique_by=repr))
        categories = tuple(
            Category(value, draw(symbols(geometry)), draw(PLAIN), draw(st.booleans())) for value in found
        )
        return Categorised(column, categories, draw(st.one_of(st.none(), symbols(geometry))))
    if kind == 2:
        edges = sorted(draw(st.lists(NUMBERS, min_size=2, max_size=5, unique=True)))
        steps = tuple(
            Step(low, high, draw(symbols(geometry)), draw(PLAIN), draw(st.booleans())) for low, high in pairwise(edges)
        )
        return Graduated(column, steps, draw(st.sampled_from(Method)), draw(st.sampled_from(Ramp)))
    return HeatMap(draw(SIZES), draw(st.sampled_from(Ramp)), draw(st.one_of(st.just(""), COLUMNS)))


@st.composite
def labels(draw: st.DrawFn, geometry: Geometry) -> Labels:
    placements = list(Placement) if geometry is Geometry.LINE else [Placement.AUTO, Placement.OVER]
    has_limits = draw(st.booleans())
    return Labels(
        draw(COLUMNS),
        size_px=draw(SIZES),
        colour=draw(INKS),
        halo=draw(INKS),
        halo_px=draw(st.integers(1, 30)) / 2,
        placement=draw(st.sampled_from(placements)),
        priority=draw(st.integers(0, 10)),
        closest=float(draw(st.integers(0, 5000))) if has_limits else 0.0,
        widest=float(draw(st.integers(5001, 90_000))) if has_limits else 0.0,
        overlap=draw(st.booleans()),
    )


def layer(style: LayerStyle) -> StackLayer:
    return style.on(StackLayer("a", "a", Source(SourceKind.VECTOR, "/a.gpkg"), Single()))


@given(st.data(), st.sampled_from([Geometry.POINT, Geometry.LINE, Geometry.AREA]))
def test_that_a_style_of_features_comes_back_as_it_went(data: st.DataObject, geometry: Geometry) -> None:
    widest = data.draw(st.sampled_from([0.0, 50_000.0]))
    style = LayerStyle(
        data.draw(looks(geometry)),  # type: ignore[arg-type]
        data.draw(st.one_of(st.none(), labels(geometry))),
        data.draw(PARTS),
        ScaleLimits(data.draw(st.sampled_from([0.0, 1000.0])), widest),
        data.draw(st.sampled_from(Blend)),
    )
    back = read_style(write_style(layer(style), geometry, "night"))
    assert back.labels == style.labels
    assert back.limits == style.limits
    assert back.blend == style.blend
    assert math.isclose(back.opacity, style.opacity, abs_tol=1e-9)
    assert_same_look(back.symbology, style.symbology)


def assert_same_look(back: object, sent: object) -> None:
    """Opacities pass through ten digits; a heat map's own is the layer's in QGIS."""
    if isinstance(sent, HeatMap):
        assert isinstance(back, HeatMap)
        assert (back.radius_px, back.ramp, back.weight) == (sent.radius_px, sent.ramp, sent.weight)
        return
    assert rounded(back) == rounded(sent)


def rounded(look: object) -> object:
    if isinstance(look, Symbol):
        parts = {name: getattr(look, name) for name in look.__struct_fields__}
        return {**parts, "opacity": round(look.opacity, 8)}
    if isinstance(look, tuple):
        return [rounded(part) for part in look]
    if hasattr(look, "__struct_fields__"):
        return type(look), {name: rounded(getattr(look, name)) for name in look.__struct_fields__}
    return repr(look)


@pytest.mark.parametrize(
    "look",
    [
        Bands(3, 2, 1),
        Bands(1, 2, 3, Stretch.CUT),
        Bands(1, 2, 3, Stretch.FIXED, 5.0, 900.0),
        OneBand(2, Ramp.DIFFERENCES, Stretch.FIXED, -3.5, 12.25),
        OneBand(1, Ramp.GREYS, Stretch.WHOLE),
        AsItIs(0.25),
    ],
)
def test_that_a_style_of_a_raster_comes_back_as_it_went(look: Bands | OneBand | AsItIs) -> None:
    style = LayerStyle(look, opacity=0.5)
    assert read_style(write_style(layer(style), Geometry.PICTURE, "day")) == style


def test_that_inks_are_written_as_they_are_in_this_light() -> None:
    style = LayerStyle(Single(Symbol(colour="series2", edge="")))
    night, day = (read_style(write_style(layer(style), Geometry.AREA, look)) for look in ("night", "day"))
    assert isinstance(night.symbology, Single)
    assert isinstance(day.symbology, Single)
    assert (night.symbology.symbol.colour, day.symbology.symbol.colour) == ("#8FB8A8", "#2F6B57")


def test_that_the_document_has_the_parts_that_qgis_looks_for() -> None:
    style = LayerStyle(
        Categorised("tipo", (Category("a", Symbol()),)), Labels("nombre"), limits=ScaleLimits(1000, 50_000)
    )
    document = write_style(layer(style), Geometry.POINT, "night")
    assert document.startswith("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>")
    root = fromstring(document)
    assert root.attrib["hasScaleBasedVisibilityFlag"] == "1"
    assert (root.attrib["maxScale"], root.attrib["minScale"]) == ("1000", "50000")
    assert root.find("renderer-v2").attrib["type"] == "categorizedSymbol"  # type: ignore[union-attr]
    assert len(root.findall("renderer-v2/symbols/symbol/layer[@class='SimpleMarker']")) == 2
    assert root.find("labeling/settings/text-style").attrib["fieldName"] == "nombre"  # type: ignore[union-attr]


QGIS_OWN = """<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.28.3" hasScaleBasedVisibilityFlag="0" maxScale="0" minScale="100000000" labelsEnabled="0">
 <renderer-v2 attr="clase" type="categorizedSymbol" symbollevels="0">
  <categories>
   <category render="true" symbol="0" value="Avenida" label="Avenida" type="string"/>
   <category render="true" symbol="1" value="" label="" type="string"/>
  </categories>
  <symbols>
   <symbol alpha="0.6" type="line" name="0"><layer class="SimpleLine" enabled="1">
    <Option type="Map"><Option name="line_color" type="QString" value="255,0,10,255"/>
     <Option name="line_width" type="QString" value="0.26"/><Option name="line_width_unit" type="QString" value="MM"/>
     <Option name="line_style" type="QString" value="dash"/></Option></layer></symbol>
   <symbol alpha="1" type="line" name="1"><layer class="SimpleLine"><prop k="line_color" v="1,2,3,128"/>
    <prop k="line_width" v="2"/><prop k="line_width_unit" v="Pixel"/></layer></symbol>
  </symbols>
 </renderer-v2>
 <layerOpacity>0.8</layerOpacity><blendMode>6</blendMode>
</qgis>"""


def test_that_a_style_of_qgis_itself_is_understood() -> None:
    style = read_style(QGIS_OWN)
    look = style.symbology
    assert isinstance(look, Categorised)
    (avenue,) = look.categories
    assert (avenue.value, avenue.symbol.colour, avenue.symbol.dash) == ("Avenida", "#FF000A", Dash.DASH)
    assert math.isclose(avenue.symbol.width_px, 0.26 * 96 / 25.4)
    assert look.other is not None
    assert math.isclose(look.other.opacity, 128 / 255)
    assert (style.opacity, style.blend) == (0.8, Blend.MULTIPLY)


BOMB = """<?xml version="1.0"?><!DOCTYPE qgis [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><qgis>&b;</qgis>"""


@pytest.mark.parametrize("document", ["", "no xml", "<kml/>", BOMB, "<qgis>" * 10, "<qgis/>" + " " * (9 << 20)])
def test_that_what_is_no_style_is_refused(document: str) -> None:
    with pytest.raises(StyleUnreadableError):
        read_style(document)


def test_that_what_has_no_equivalent_says_so() -> None:
    with pytest.raises(NoQgisEquivalentError):
        write_style(layer(LayerStyle(TileLook())), Geometry.TILES, "night")
    with pytest.raises(NoQgisEquivalentError, match="RuleRenderer"):
        read_style('<qgis><renderer-v2 type="RuleRenderer"/></qgis>')


@given(st.text(max_size=300))
def test_that_no_text_breaks_the_reader(text: str) -> None:
    document = QGIS_OWN.replace("255,0,10,255", text.translate({ord(sign): None for sign in '<>&"'}))
    with contextlib.suppress(StyleUnreadableError):
        read_style(document)
