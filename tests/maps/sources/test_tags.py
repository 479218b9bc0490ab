"""Classes from tags: the first rule that knows a value decides."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.sources.tags import (
    AREA_CLASSES,
    LINE_CLASSES,
    OTHER,
    PLACE_RANK,
    Columns,
    Texts,
    area_classes,
    line_classes,
    place_classes,
)


@dataclass(frozen=True)
class Layer:
    name: str
    geometry: Texts
    columns: Columns


def layer(name: str = "features", **tags: str | None) -> Layer:
    columns = {key: np.array([value], dtype=object) for key, value in tags.items()}
    return Layer(name, np.array([None], dtype=object), columns)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"building": "yes"}, "building"),
        ({"building": "no", "leisure": "park"}, "park"),
        ({"building": "church", "landuse": "grass"}, "building"),
        ({"natural": "water"}, "water"),
        ({"landuse": "forest"}, "forest"),
        ({"leisure": "swimming_pool"}, "water"),
        ({"boundary": "administrative"}, "district"),
        ({"boundary": "protected_area"}, OTHER),
        ({"fclass": "riverbank"}, "water"),
        ({"landuse": None}, OTHER),
    ],
)
def test_that_an_area_is_what_its_tags_say(tags: dict[str, str | None], expected: str) -> None:
    assert area_classes(layer(**tags))[0] == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "trunk"}, "motorway"),
        ({"highway": "secondary"}, "avenue"),
        ({"highway": "residential"}, "street"),
        ({"highway": "proposed"}, OTHER),
        ({"railway": "tram"}, "rail"),
        ({"railway": "tram", "highway": "residential"}, "street"),
        ({"waterway": "river"}, "river"),
        ({"fclass": "primary"}, "avenue"),
    ],
)
def test_that_a_line_is_what_its_tags_say(tags: dict[str, str | None], expected: str) -> None:
    assert line_classes(layer(**tags))[0] == expected


def test_that_a_layer_without_tags_is_what_its_name_says() -> None:
    assert area_classes(layer("Edificios_2020", clave="1"))[0] == "building"
    assert area_classes(layer("Municipios", clave="1"))[0] == "district"
    assert line_classes(layer("Ríos", clave="1"))[0] == "river"
    assert line_classes(layer("ejes viales", clave="1"))[0] == "street"


def test_that_our_own_words_beat_all_tags() -> None:
    assert area_classes(layer(**{"class": "park", "building": "yes"}))[0] == "park"


@given(st.dictionaries(st.sampled_from(["building", "natural", "highway", "place", "class", "fclass"]), st.text()))
def test_that_any_text_in_tags_gives_a_known_class(tags: dict[str, str]) -> None:
    one = layer(**tags)
    assert area_classes(one)[0] in AREA_CLASSES
    assert line_classes(one)[0] in LINE_CLASSES
    assert place_classes(one)[0] in (*PLACE_RANK, OTHER)
