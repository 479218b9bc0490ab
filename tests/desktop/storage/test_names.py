"""The index of names on both databases: kept with its values, read by words that are like what was typed."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from desktop.domain.alarm import Priority
from desktop.domain.annotation import Annotation, AnnotationStyle
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.bookmark import Bookmark
from desktop.domain.found import FoundKind
from desktop.domain.incident import Incident, IncidentState
from desktop.storage import annotations, assets, base_maps, bookmarks, incidents, media, names, search
from desktop.storage.base_maps import BaseMap
from desktop.storage.media import Media
from desktop.storage.names import Named
from desktop.storage.record import ConflictError
from desktop.storage.search import Scope
from desktop.storage.store import Store
from desktop.storage.tables import search_name, search_posting, search_word
from maps.place import Place
from maps.shape import ShapeKind
from tests.desktop.storage.older import older_store

NOON = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
PLAZA = Place(22.77, -102.58)
LAMP = Asset("lamp-1", AssetKind.LUMINAIRE, "L-017", "Luminaria Jardín Juárez", PLAZA)


def found(store: Store, *words: str, scope: Scope | None = None) -> list[str]:
    with store.read() as connection:
        rows = search.names_with(connection, [[word] for word in words], scope or Scope(), 50)
    return [row.name for row in rows]


def street(name: str, place: Place = PLAZA, near: str = "Centro") -> Named:
    return Named("", FoundKind.STREET, "street", name, place, 300.0, near=near)


def test_that_a_thing_is_found_by_its_words_and_its_code_from_the_commit_on(store: Store) -> None:
    with store.write() as connection:
        assets.put(connection, [LAMP])
    assert found(store, "jardin", "juarez") == ["L-017 Luminaria Jardín Juárez"]
    assert found(store, "l017") == found(store, "l17") == found(store, "17") == found(store, "jardin")
    assert found(store, "jardin", "hidalgo") == []


def test_that_a_new_name_takes_the_place_of_the_old_one(store: Store) -> None:
    with store.write() as connection:
        assets.put(connection, [LAMP])
        assets.put(connection, [replace(LAMP, name="Luminaria Alameda")])
    assert found(store, "alameda") == ["L-017 Luminaria Alameda"]
    assert found(store, "jardin") == []
    with store.write() as connection:
        assets.remove(connection, [LAMP.id])
    assert found(store, "alameda") == []


def test_that_what_has_not_changed_costs_no_write(store: Store) -> None:
    with store.write() as connection:
        assets.put(connection, [LAMP])
        before = _counts(connection)
        assets.put(connection, [replace(LAMP, attributes={"power_w": 60})])
        assert _counts(connection) == before
        assert connection.execute(select(func.max(search_name.c.id))).scalar_one() == 1


def _counts(connection: object) -> tuple[int, ...]:
    return tuple(
        connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[attr-defined]
        for table in (search_name, search_posting, search_word)
    )


def test_that_incidents_photos_cities_bookmarks_and_drawings_are_found(store: Store) -> None:
    incident = Incident("i-1", "ZAC-2026-000042", "30101", Priority.MEDIUM, PLAZA, NOON, "ana", title="Choque")
    view = Bookmark("b-1", "Mercado", PLAZA, 500.0, 0.0, "op-ana", "ana", NOON)
    area = _drawing("Cerco norte")
    with store.write() as connection:
        incidents.put(connection, incident)
        media.put(connection, [Media("p-1", "photo", "/vuelo/DJI_0020.JPG", "00", place=PLAZA)])
        base_maps.put(connection, BaseMap("Zacatecas", "city.gpkg", PLAZA, 9_000.0))
        bookmarks.put(connection, view)
        annotations.put(connection, area)
    assert found(store, "42") == ["ZAC-2026-000042 Choque"]
    assert found(store, "dji") == ["DJI_0020.JPG"]
    assert found(store, "zacatecas") == ["Zacatecas"]
    assert found(store, "cerco", "norte") == ["Cerco norte"]
    assert found(store, "mercado") == []  # it is Ana's own
    assert found(store, "mercado", scope=Scope("op-ana")) == ["Mercado"]
    with store.write() as connection:
        incidents.put(connection, replace(incident.moved(IncidentState.CLOSED), title="Atropello"))
        base_maps.remove(connection, "Zacatecas")
        bookmarks.put(connection, view.changed("Mercado", removed=True))
        annotations.put(connection, area.removed_by("ana", NOON))
    assert found(store, "atropello") == ["ZAC-2026-000042 Atropello"]
    assert found(store, "zacatecas") == found(store, "cerco") == []
    assert found(store, "mercado", scope=Scope("op-ana")) == []


def _drawing(name: str, kind: ShapeKind = ShapeKind.AREA) -> Annotation:
    places = (PLAZA, Place(22.771, -102.58), Place(22.771, -102.579))
    count = {ShapeKind.POINT: 1, ShapeKind.TEXT: 1, ShapeKind.CIRCLE: 2}.get(kind, 3)
    style = AnnotationStyle.DOTS
    return Annotation(f"d-{kind}", kind, places[:count], name, "", style, None, "ana", NOON, "ana", NOON)


@pytest.mark.parametrize("kind", ShapeKind)
def test_that_a_drawing_comes_back_as_it_was_put_with_a_shape_for_qgis(store: Store, kind: ShapeKind) -> None:
    drawn = _drawing("Plano", kind)
    with store.write() as connection:
        annotations.put(connection, drawn)
        assert annotations.every(connection) == [drawn]
        assert annotations.get(connection, drawn.id) == drawn
        shaped = {ShapeKind.POINT: "POINT", ShapeKind.TEXT: "POINT", ShapeKind.LINE: "LINESTRING"}
        wanted = shaped.get(kind, "LINESTRING" if kind is ShapeKind.ARROW else "POLYGON")
        stored = connection.execute(text("SELECT ST_AsText(shape) FROM annotation")).scalar_one()
        assert stored.startswith(wanted)
        moved = replace(drawn, name="Otro", version=2)
        annotations.put(connection, moved)
        with pytest.raises(ConflictError):
            annotations.put(connection, replace(drawn, name="Tarde", version=2))
        annotations.put(connection, moved.removed_by("luis", NOON))
        assert annotations.every(connection) == []
        assert annotations.get(connection, drawn.id) == moved.removed_by("luis", NOON)


def test_that_words_spelt_like_one_are_found(store: Store) -> None:
    with store.write() as connection:
        names.add(
            connection, "test", [street(name) for name in ("Hidalgo", "Hidalguense", "Juárez", "Morelos", "Higo")]
        )
    with store.read() as connection:
        assert "hidalgo" in search.words_like(connection, "hidlago", (2, 2))
        assert "hidalgo" in search.words_like(connection, "idalgo", (1, 2))
        assert "juarez" in search.words_like(connection, "juares", (2, 2))
        assert "morelos" not in search.words_like(connection, "hidlago", (2, 2))
        assert search.words_beginning(connection, "hi", 10) == ["higo", "hidalgo", "hidalguense"]
        assert search.words_beginning(connection, "hi", 1) == ["higo"]
        assert search.count(connection, ["hidalgo", "higo", "nadie"]) == 2


def test_that_of_many_namesakes_the_nearest_are_looked_at(store: Store) -> None:
    streets = [street("Hidalgo", Place(20.0 + 0.01 * number, -100.0), f"Colonia {number}") for number in range(40)]
    with store.write() as connection:
        names.add(connection, "test", streets)
    with store.read() as connection:
        rows = search.names_with(connection, [["hidalgo"]], Scope(near=Place(20.203, -100.0)), 3)
    assert [row.near for row in rows] == ["Colonia 20", "Colonia 21", "Colonia 19"]


def test_that_crossings_are_found_from_either_street(store: Store) -> None:
    with store.write() as connection:
        one, other, third = names.add(connection, "test", [street("Hidalgo"), street("Juárez"), street("Morelos")])
        names.add_crossings(connection, "test", [(one, other, 22.0, -102.0), (other, third, 22.1, -102.0)])
    with store.read() as connection:
        rows = {row.name: row for row in search.names_with(connection, [["hidalgo", "juarez", "morelos"]], Scope(), 9)}
        left, right = [rows["Hidalgo"]], [rows["Juárez"]]
        for ones, others in ((left, right), (right, left)):
            (met,) = search.crossings_of(connection, ones, others)
            assert (met.one.name, met.other.name, met.place) == ("Hidalgo", "Juárez", Place(22.0, -102.0))
        assert search.crossings_of(connection, left, [rows["Morelos"]]) == []


def test_that_a_source_is_taken_away_by_batches_with_its_crossings_and_words(store: Store) -> None:
    with store.write() as connection:
        kept, gone = "names/a/1", "names/a/2"
        numbers = names.add(connection, gone, [street(f"Calle {number} Sur") for number in range(7)])
        names.add_crossings(connection, gone, [(numbers[0], numbers[1], 22.0, -102.0)])
        names.add(connection, kept, [street("Calle Sola")])
        assert names.sources(connection, "names/a/") == [kept, gone]
        removed = [names.remove_some(connection, gone, 3) for _ in range(4)]
        assert removed == [3, 3, 1, 0]
        names.forget_unused_words(connection)
        assert names.sources(connection, "names/a/") == [kept]
        assert _counts(connection) == (1, 2, 2)
    assert found(store, "calle") == ["Calle Sola"]
    with store.read() as connection:
        assert search.words_like(connection, "sure", (2, 2)) == []


def test_that_signs_of_queries_are_only_letters_to_the_index(store: Store) -> None:
    nasty = ("'; DROP TABLE asset; --", "% _ \\", '" OR 1=1', "NEAR(a b)", "hidalgo*")
    with store.write() as connection:
        names.add(connection, "test", [street(name) for name in nasty])
    assert len(found(store, "drop")) == 1
    with store.read() as connection:
        assert search.words_beginning(connection, "%", 5) == []
        assert search.names_with(connection, [["%"]], Scope("' OR 1=1 --"), 5) == []


def test_that_an_older_store_finds_what_it_holds_after_the_migration(tmp_path: Path) -> None:
    """As the program before left it: without the tables of the search."""
    filled, older = tmp_path / "filled.sqlite", tmp_path / "older.sqlite"
    store = Store.open(filled)
    with store.write() as connection:
        assets.put(connection, [LAMP, replace(LAMP, id="cam", kind=AssetKind.CAMERA, code="C-04", name="Kiosco")])
        incidents.put(connection, Incident("i-1", "ZAC-2026-000042", "30101", Priority.LOW, PLAZA, NOON, "ana"))
        media.put(connection, [Media("p-1", "photo", "/vuelo/DJI_0020.JPG", "00", place=PLAZA)])
    store.close()
    older_store(older, "0003", filled, ("asset", "incident", "media"))
    store = Store.open(older)
    assert found(store, "jardin") == ["L-017 Luminaria Jardín Juárez"]
    assert found(store, "c04") == ["C-04 Kiosco"]
    assert found(store, "000042") == ["ZAC-2026-000042 30101"]
    assert found(store, "dji") == ["DJI_0020.JPG"]
    with store.write() as connection:
        assets.put(connection, [replace(LAMP, name="Nueva"), replace(LAMP, id="lamp-2", code="L-018", name="Otra")])
    assert found(store, "nueva") == ["L-017 Nueva"]
    assert found(store, "otra") == ["L-018 Otra"]
    assert found(store, "jardin") == []
    store.close()
