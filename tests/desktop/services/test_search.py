"""The search as an operator uses it: misspelt, half typed, abbreviated, by codes, by crossings, by coordinates."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.asset import Asset, AssetKind
from desktop.domain.bookmark import View
from desktop.domain.found import FoundKind
from desktop.domain.operator import Operator, Role
from desktop.services import city_names
from desktop.services.bookmarks import Bookmarks
from desktop.services.search import LONGEST_QUESTION, MOST_FOUND, Search
from desktop.storage import assets
from desktop.storage.store import Store
from maps.names import MapCrossing, MapName, MapNames, NameKind
from maps.place import Place

PLAZA = Place(22.7709, -102.5832)
STREETS = (
    *("Avenida Hidalgo", "Calle Juárez", "Calle Morelos", "Boulevard López Mateos", "Calle 5 de Mayo"),
    *("Calle Ramón y Cajal", "Privada Hidalgo", "Calle Insurgentes", "Callejón del Santero", "Calle Tierra y Libertad"),
)
CROSSINGS = (
    ("Avenida Hidalgo", "Calle Juárez"),
    ("Calle Juárez", "Calle Morelos"),
    ("Calle Ramón y Cajal", "Calle Juárez"),
    ("Avenida Hidalgo", "Calle Insurgentes"),
    ("Boulevard López Mateos", "Calle 5 de Mayo"),
)
ANA = Operator("op-ana", "ana", "Ana", Role.OPERATOR)
LUIS = Operator("op-luis", "luis", "Luis", Role.OPERATOR)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store.open(tmp_path_factory.mktemp("search") / "city.sqlite")
    named = [
        MapName(NameKind.STREET, "street", name, PLAZA.lat_deg + 0.001 * at, PLAZA.lon_deg, 400.0, "Centro", 3)
        for at, name in enumerate(STREETS)
    ]
    named.append(MapName(NameKind.STREET, "street", "Calle Juárez", 23.5, -102.0, 400.0, "Otro pueblo", 3))
    named.append(MapName(NameKind.PLACE, "neighbourhood", "Colonia Las Águilas", 22.78, -102.58, 900.0, "", 7))
    named.append(MapName(NameKind.AREA, "park", "Parque Sierra de Álica", 22.765, -102.58, 600.0, "Centro"))
    met = [
        MapCrossing(STREETS.index(one), STREETS.index(other), 22.77 + 0.001 * at, -102.583)
        for at, (one, other) in enumerate(CROSSINGS)
    ]
    city_names.keep(store, "city.gpkg", MapNames(tuple(named), tuple(met)), datetime(2026, 1, 1, tzinfo=UTC))
    with store.write() as connection:
        assets.put(
            connection,
            [
                Asset("cam-4", AssetKind.CAMERA, "C-04", "Kiosco", PLAZA),
                Asset("u-7", AssetKind.UNIT, "P-07", "Patrulla 7", PLAZA),
                Asset("m-1", AssetKind.METER, "M-01", "Medidor Jardín", PLAZA),
            ],
        )
    yield store
    store.close()


def ask(store: Store, question: str, near: Place | None = PLAZA, operator: Operator | None = ANA) -> list[str]:
    return [found.name for found in Search(store).find(question, operator, near)]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("hidalgo", "Avenida Hidalgo"),
        ("HIDALGO", "Avenida Hidalgo"),
        ("av hidalgo", "Avenida Hidalgo"),
        ("avda. hidlago", "Avenida Hidalgo"),
        ("avenida idalgo", "Avenida Hidalgo"),
        ("priv hidalgo", "Privada Hidalgo"),
        ("lopez mateos", "Boulevard López Mateos"),
        ("blvd lopes mateos", "Boulevard López Mateos"),
        ("insurjentes", "Calle Insurgentes"),
        ("insurg", "Calle Insurgentes"),
        ("insrug", "Calle Insurgentes"),
        ("5 de mayo", "Calle 5 de Mayo"),
        ("cinco mayo", "Calle 5 de Mayo"),
        ("agilas", "Colonia Las Águilas"),
        ("sierra alica", "Parque Sierra de Álica"),
        ("c-04", "C-04 Kiosco"),
        ("C04", "C-04 Kiosco"),
        ("c4", "C-04 Kiosco"),
        ("patruya 7", "P-07 Patrulla 7"),
        ("jardin", "M-01 Medidor Jardín"),
        ("ramon y cajal", "Calle Ramón y Cajal"),
        ("tierra y libertad", "Calle Tierra y Libertad"),
    ],
)
def test_that_the_first_answer_is_what_was_meant(city: Store, question: str, first: str) -> None:
    assert ask(city, question)[0] == first


@pytest.mark.parametrize(
    "question",
    [
        *(
            "Hidalgo y Juárez",
            "Hidalgo esq. Juárez",
            "Hidalgo & Juárez",
            "hidalgo esquina con juarez",
            "hidalgo/juarez",
        ),
        *("hidlago y juares", "av hidalgo con juar", "hidalgo juarez", "hidalgo x juarez", "hidalgo con esq juarez"),
    ],
)
def test_that_a_crossing_is_found_however_it_is_written(city: Store, question: str) -> None:
    found = Search(city).find(question, ANA, PLAZA)
    assert (found[0].kind, found[0].name) == (FoundKind.CROSSING, "Avenida Hidalgo / Calle Juárez")
    assert found[0].place is not None


@pytest.mark.parametrize(
    ("question", "crossing"),
    [
        ("juarez e hidalgo", "Calle Juárez / Avenida Hidalgo"),
        ("hidalgo e insurgentes", "Avenida Hidalgo / Calle Insurgentes"),
        ("ramon y cajal y juarez", "Calle Ramón y Cajal / Calle Juárez"),
        ("lopez mateos y 5 de mayo", "Boulevard López Mateos / Calle 5 de Mayo"),
    ],
)
def test_that_a_crossing_is_named_in_the_order_in_which_it_was_asked_for(
    city: Store, question: str, crossing: str
) -> None:
    assert ask(city, question)[0] == crossing


def test_that_streets_that_do_not_meet_have_no_crossing(city: Store) -> None:
    assert all(found.kind is not FoundKind.CROSSING for found in Search(city).find("hidalgo y morelos", ANA, PLAZA))


def test_that_of_namesakes_the_nearer_comes_first(city: Store) -> None:
    here = Search(city).find("juarez", ANA, PLAZA)
    there = Search(city).find("juarez", ANA, Place(23.5, -102.0))
    assert here[0].near == "Centro"
    assert there[0].near == "Otro pueblo"


def test_that_coordinates_are_found_beside_names(city: Store) -> None:
    found = Search(city).find("22.7701, -102.5811", ANA, PLAZA)
    assert (found[0].kind, found[0].place) == (FoundKind.COORDINATES, Place(22.7701, -102.5811))
    assert Search(city).find("QCC8+9P", ANA, PLAZA)[0].kind is FoundKind.COORDINATES
    assert Search(city).find("5 7", ANA, PLAZA)[-1].kind is FoundKind.COORDINATES


@pytest.mark.parametrize("question", ["", "   ", "zzzzqqqq", "¿?¡!", "y", "& &", "' OR 1=1 --", "\x00", "a" * 5_000])
def test_that_nothing_is_found_where_nothing_is_meant(city: Store, question: str) -> None:
    assert ask(city, question) in ([], ask(city, question[:LONGEST_QUESTION]))


def test_that_own_bookmarks_are_found_by_their_owner_alone(city: Store) -> None:
    Bookmarks(city).save("Mercado de noche", View(PLAZA, 500.0), ANA, shared=False)
    Bookmarks(city).save("Estadio", View(PLAZA, 500.0), ANA, shared=True)
    assert ask(city, "mercado noche") == ["Mercado de noche"]
    assert ask(city, "mercado noche", operator=LUIS) == []
    assert ask(city, "estadio", operator=LUIS) == ["Estadio"]
    assert ask(city, "estadio", operator=None) == ["Estadio"]


@given(st.text(max_size=60))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_any_question_has_a_bounded_answer(city: Store, question: str) -> None:
    assert len(Search(city).find(question, ANA, PLAZA)) <= MOST_FOUND


def test_that_names_imported_again_take_the_place_of_those_before(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "city.sqlite")

    def keep(*streets: str, day: int) -> None:
        named = tuple(MapName(NameKind.STREET, "street", one, 22.77, -102.58, 300.0) for one in streets)
        met = (MapCrossing(0, 1, 22.77, -102.58),) if len(streets) > 1 else ()
        at = datetime(2026, 1, day, tzinfo=UTC)
        city_names.forget_others(store, "city.gpkg", city_names.keep(store, "city.gpkg", MapNames(named, met), at))

    keep("Calle Vieja", "Calle Hidalgo", day=1)
    keep("Calle Nueva", "Calle Hidalgo", day=2)
    assert ask(store, "vieja") == []
    assert ask(store, "nueva") == ["Calle Nueva"]
    assert ask(store, "hidalgo") == ["Calle Hidalgo"]
    assert ask(store, "nueva y hidalgo")[0] == "Calle Nueva / Calle Hidalgo"
    store.close()
