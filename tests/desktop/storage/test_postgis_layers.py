"""Tables of a PostGIS that are no store of ours, as map layers: read only, by parameters, whatever they are called."""

from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import psycopg
import pytest

from maps.feature_filter import Compare, Operator
from maps.layer_facts import Geometry, Question, Rows, SortKey
from maps.layer_messages import Places
from maps.source import Source, SourceKind
from maps.sources.feature_shelf import FeatureShelf
from maps.sources.inspection import inspect
from maps.sources.layer_fault import LayerFaultError
from maps.sources.postgis_table import connected
from maps.sources.row_order import page_of

pytestmark = pytest.mark.postgis
ODD = "na\"me'; DROP TABLE x; --"
SECRETS = {"city": ("atalaya", "")}


@pytest.fixture
def source(postgis_address: str) -> Source:
    parts = urlsplit(postgis_address)
    with psycopg.connect(postgis_address, autocommit=True) as connection:
        quoted = '"' + ODD.replace('"', '""') + '"'
        connection.execute(
            f'CREATE TABLE "Lotes" (gid serial PRIMARY KEY, {quoted} text, n numeric, alta date, ok boolean,'
            " g geometry(Point, 32614))".encode()
        )
        for number in range(5):
            connection.execute(
                f'INSERT INTO "Lotes" ({quoted}, n, alta, ok, g) VALUES (%s, %s, %s, %s,'.encode()
                + b" ST_SetSRID(ST_MakePoint(%s, %s), 32614))",
                (f"lote {number}", number / 2, "2026-11-25", True, 486_000 + number * 100, 2_148_700),
            )
        connection.execute(b"CREATE TABLE sin_clave (g geometry(Polygon))")
        connection.execute(b"INSERT INTO sin_clave VALUES (ST_MakeEnvelope(486000, 2148000, 487000, 2149000))")
        connection.execute(b"ANALYZE")
    address = f"postgresql://127.0.0.1:{parts.port}{parts.path}"
    return Source(SourceKind.POSTGIS, address, "public.Lotes.g", credentials="city")


def test_that_tables_with_geometry_are_told_with_their_columns(source: Source, tmp_path: Path) -> None:
    said = Source(SourceKind.POSTGIS, source.address, credentials="city")
    found = {one.title: one for one in inspect(source.address, said, Places(str(tmp_path)), SECRETS).sublayers}
    lots = found["public.Lotes"]
    assert (lots.geometry, lots.count, lots.crs, lots.questions) == (Geometry.POINT, 5, "EPSG:32614", ())
    assert [column.name for column in lots.columns] == ["gid", ODD, "n", "alta", "ok", "g"]
    assert lots.extent is not None
    assert abs(lots.extent.south - 19.432) < 0.01
    assert found["public.sin_clave"].questions == (Question.CRS,)


def test_that_a_database_that_wants_a_password_asks_for_it(source: Source, tmp_path: Path) -> None:
    wrong = Source(SourceKind.POSTGIS, source.address, credentials="other")
    (layer,) = inspect(source.address, wrong, Places(str(tmp_path)), {"other": ("nobody", "x")}).sublayers
    assert layer.questions == (Question.CREDENTIALS,)


def test_that_features_rows_and_columns_are_those_of_the_table(source: Source, tmp_path: Path) -> None:
    shelf = FeatureShelf()
    table = shelf.table(source, Places(str(tmp_path)), SECRETS)
    whole = table.within((-2e7, -2e7, 2e7, 2e7), (ODD, "n"), 100)
    assert whole.cells["n"].tolist() == [0.0, 0.5, 1.0, 1.5, 2.0]
    assert not whole.is_cut
    assert table.within((-2e7, -2e7, 2e7, 2e7), (), 3).is_cut
    x, y = float(whole.shapes[2].x), float(whole.shapes[2].y)
    near = table.within((x - 20, y - 20, x + 20, y + 20), (ODD,), 100)
    assert near.cells[ODD].tolist() == ["lote 2"]
    assert np.allclose(shelf.index(table).boxes[2, :2], [whole.shapes[2].x, whole.shapes[2].y])
    rows = Rows(source, Compare(ODD, Operator.NOT_EQUAL, "lote 1"), (SortKey("n", True),))
    page = page_of(rows, 0, 2, table, shelf)
    assert (page.total, page.ids) == (4, (5, 4))
    assert page.rows[0][1:] == ("lote 4", 2.0, "2026-11-25", True)
    assert page_of(Rows(source), 3, 5, table, shelf).ids == (4, 5)


def test_that_a_table_without_a_key_and_without_a_system_is_read_when_a_person_says_it(
    source: Source, tmp_path: Path
) -> None:
    said = Source(SourceKind.POSTGIS, source.address, "public.sin_clave.g", "EPSG:32614", None, "city")
    table = FeatureShelf().table(said, Places(str(tmp_path)), SECRETS)
    found = table.within((-2e7, -2e7, 2e7, 2e7), (), 10)
    assert len(found.ids) == 1
    assert len(table.of_ids(found.ids, (), shapes=True).shapes) == 1


def test_that_nothing_can_be_written_and_wrong_names_are_faults(source: Source) -> None:
    with pytest.raises(LayerFaultError), connected(source, SECRETS) as connection:
        connection.execute('DELETE FROM "Lotes"')
    table = FeatureShelf().table(source, Places("/tmp"), SECRETS)
    with pytest.raises(LayerFaultError) as refused:
        table.column('n"; DROP TABLE x; --')
    assert refused.value.code == "no_column"


def test_that_a_server_that_is_not_there_is_a_fault_in_seconds(free_port: int, tmp_path: Path) -> None:
    address = f"postgresql://127.0.0.1:{free_port}/none"
    with pytest.raises(LayerFaultError) as refused:
        inspect(address, None, Places(str(tmp_path)), {})
    assert refused.value.code == "no_answer"
