"""Names are found with their accents or without, and with a slip of the fingers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.view.search_index import Found, FoundKind, SearchIndex

NAMES = (
    "Av. Hidalgo",
    "Jardín Principal",
    "Parque Morelos",
    "Blvd. Benito Juárez",
    "C-04 Parque Morelos norte",
    "M-0231",
)


def _index(names: tuple[str, ...] = NAMES) -> SearchIndex:
    return SearchIndex(Found(FoundKind.ASSET, name, name, "", None) for name in names)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("jardin", "Jardín Principal"),
        ("HIDALGO", "Av. Hidalgo"),
        ("m-02", "M-0231"),
        ("c-04", "C-04 Parque Morelos norte"),
        ("parque morelos", "Parque Morelos"),
        ("juarez", "Blvd. Benito Juárez"),
        ("hidlgo", "Av. Hidalgo"),
        ("moreloz", "Parque Morelos"),
    ],
)
def test_that_the_place_that_was_meant_comes_first(typed: str, first: str) -> None:
    assert _index().find(typed)[0].name == first


def test_that_nothing_typed_finds_nothing_and_nonsense_finds_nothing() -> None:
    assert _index().find("  ") == []
    assert _index().find("xyzzyq") == []


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=20, unique=True), st.data())
def test_that_every_name_is_found_by_itself(names: list[str], data: st.DataObject) -> None:
    wanted = data.draw(st.sampled_from(names))
    found = [one.id for one in _index(tuple(names)).find(wanted, limit=len(names))]
    assert wanted in found or not wanted.strip()
