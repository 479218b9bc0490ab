"""Map layers by way of real children: pictures that get better, questions, preparations, and what dies on the way."""

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps import layer_preparing
from maps.feature_filter import Compare, Operator
from maps.layer_facts import Inspection, LayerNews, LayerState, Page, Rows
from maps.layer_messages import LayerBegun, Places, StackJob
from maps.layer_places import LayerPlaces
from maps.layer_preparing import Preparation
from maps.place import Place
from maps.source import Source, SourceKind
from maps.stack import StackLayer
from maps.stack_draft import StackDraft
from maps.stack_picture import Legend, StackPicture
from maps.stack_still import Still, take_still
from maps.symbology import AsItIs, Categorised, Category, Method, Single, Symbol
from maps.table_worker import SaveAs
from maps.viewport import Viewport
from maps.worker_client import MapWorker
from maps.worker_queue import WorkerFault

PATIENCE_S = 60.0
HERE = Place(19.43, -99.13)
VIEW = Viewport.around(HERE, 1000.0, 200, 100)
LOOK = Single(Symbol(colour="#FF0000", edge=""))


class Answer:
    """What one request got, waited for."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self._came = threading.Condition()

    def __call__(self, outcome: object) -> None:
        with self._came:
            self.got.append(outcome)
            self._came.notify_all()

    def until(self, enough: Callable[[Sequence[Any]], bool]) -> Any:
        with self._came:
            assert self._came.wait_for(lambda: enough(self.got), PATIENCE_S), f"no answer but {self.got}"
            return self.got[-1]

    def wait(self) -> Any:
        return self.until(bool)

    def final(self) -> StackPicture:
        picture = self.until(lambda got: bool(got) and getattr(got[-1], "is_final", True))
        assert isinstance(picture, StackPicture), picture
        return picture


def town(folder: Path, name: str = "town.geojson") -> Source:
    half = 0.0005
    ring = [
        [HERE.lon_deg + x * half, HERE.lat_deg + y * half] for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    ]
    feature = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"n": 1}}
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return Source(SourceKind.VECTOR, str(path))


def layer(source: Source, id_: str = "a", look: object = LOOK) -> StackLayer:
    return StackLayer(id_, id_, source, look)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("layers")


@pytest.fixture(scope="module")
def worker(folder: Path) -> Iterator[MapWorker]:
    places = LayerPlaces(folder / "cache", secrets=lambda name: ("ana", "secret") if name == "known" else None)
    with MapWorker(folder / "run", draws=False, places=places) as worker:
        yield worker


def drawn(worker: MapWorker, *layers: StackLayer, **more: Any) -> StackPicture:
    answer = Answer()
    worker.layers.draw(layers, VIEW, "night", 1.0, answer, **more)
    return answer.final()


def test_that_a_stack_comes_as_one_picture_with_news_of_each_layer(worker: MapWorker, folder: Path) -> None:
    picture = drawn(worker, layer(town(folder)), layer(Source(SourceKind.VECTOR, "/none.gpkg"), "b"))
    assert picture.pixels.shape == (100, 200, 4)
    assert not picture.pixels.flags.writeable
    assert picture.pixels[50, 100].tolist() == [0, 0, 255, 255]
    assert picture.pixels[5, 5].tolist() == [0, 0, 0, 0]
    assert [(news.state, news.code) for news in picture.news] == [
        (LayerState.DRAWN, ""),
        (LayerState.FAILED, "missing"),
    ]
    assert not list((folder / "run").glob("*/*.bgra*"))


def test_that_a_senseless_picture_is_refused_at_once(worker: MapWorker) -> None:
    for style, view in (("sepia", VIEW), ("night", VIEW.resized(20_000, 20_000))):
        with pytest.raises(ValueError, match="map"):
            worker.layers.draw((), view, style, 1.0, Answer())


def test_that_a_child_that_dies_is_replaced_and_the_picture_still_comes(worker: MapWorker, folder: Path) -> None:
    drawn(worker, layer(town(folder)))
    before = worker.layers.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    assert drawn(worker, layer(town(folder))).news[0].state is LayerState.DRAWN
    assert worker.layers.pid != before


def test_that_a_click_is_answered_while_a_server_hangs_and_a_cancelled_picture_makes_room(
    worker: MapWorker, folder: Path, silent: str
) -> None:
    hanging = layer(Source(SourceKind.XYZ, silent + "/{z}/{x}/{y}.png"), "tiles", AsItIs())
    never, soon = Answer(), Answer()
    ticket = worker.layers.draw((layer(town(folder)), hanging), VIEW, "night", 1.0, never)
    first = never.wait()
    assert not first.is_final
    assert first.pixels[50, 100].tolist() == [0, 0, 255, 255], "the other layer is there already"
    worker.tables.identify((layer(town(folder)),), VIEW, (100, 50), soon)
    assert soon.wait().found[0].cells == (1,)
    worker.cancel(ticket)
    began_s = time.monotonic()
    assert drawn(worker, layer(town(folder))).news[0].state is LayerState.DRAWN
    assert time.monotonic() - began_s < 8.0
    assert not any(one.is_final for one in never.got)


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes what is asked and never says anything."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(64)
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_that_a_large_file_is_prepared_by_itself_and_then_drawn(worker: MapWorker, folder: Path) -> None:
    source = town(folder, "large.geojson")
    path = Path(source.address)
    path.write_text(path.read_text() + " " * (5 << 20))
    told: list[Preparation] = []
    unwatch = worker.layers.watch(told.append)
    picture = take_still(worker.layers, Still((layer(source),), VIEW, "night"), PATIENCE_S)
    unwatch()
    assert picture.news[0].state is LayerState.DRAWN
    assert picture.pixels[50, 100].tolist() == [0, 0, 255, 255]
    assert told[-1].is_over
    assert told[-1].fault is None


def test_that_what_cannot_be_prepared_is_a_message_on_its_layer(worker: MapWorker, folder: Path) -> None:
    path = folder / "bad.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [' + " " * (5 << 20))
    picture = take_still(
        worker.layers, Still((layer(Source(SourceKind.VECTOR, str(path))),), VIEW, "night"), PATIENCE_S
    )
    assert picture.news[0].state is LayerState.FAILED
    assert picture.news[0].code == "damaged"


def test_that_a_large_file_is_prepared_before_it_is_told(worker: MapWorker, folder: Path) -> None:
    source = town(folder, "large2.geojson")
    path, answer = Path(source.address), Answer()
    path.write_text(path.read_text() + " " * (5 << 20))
    worker.tables.inspect(path, answer)
    found = answer.wait()
    assert isinstance(found, Inspection)
    assert found.sublayers[0].count == 1


def test_that_questions_of_a_table_are_answered(worker: MapWorker, folder: Path) -> None:
    rows, tables = Rows(town(folder)), worker.tables
    triangle = (HERE, Place(19.44, -99.13), Place(19.44, -99.14))
    wrong = Rows(rows.source, Compare("x", Operator.EQUAL, 1))
    page = asked(lambda done: tables.page(rows, 0, 10, done))
    assert isinstance(page, Page)
    assert page.rows == ((1,),)
    assert asked(lambda done: tables.rows_of(rows, (1, 7), done)) == (0, -1)
    assert asked(lambda done: tables.statistics(rows, "n", done)).mean == 1.0
    assert asked(lambda done: tables.distinct(rows, "n", done)).values[0].value == 1
    assert asked(lambda done: tables.breaks(rows, "n", Method.EQUAL, 3, done)).counts == (1,)
    assert abs(asked(lambda done: tables.extent_of(rows, (), done)).south - 19.4295) < 1e-4
    assert asked(lambda done: tables.features_within(rows, triangle, done, 5)) == (1,)
    assert asked(lambda done: tables.save(rows, SaveAs(folder / "out.fgb"), done)) == 1
    assert asked(lambda done: tables.page(wrong, 0, 1, done)).code == "no_column"


def asked(ask: Callable[[Answer], int]) -> Any:
    answer = Answer()
    ask(answer)
    return answer.wait()


def test_that_a_legend_has_a_swatch_for_each_entry(worker: MapWorker, folder: Path) -> None:
    look = Categorised("n", (Category(1, Symbol(colour="#00FF00", edge=""), "Uno"),), Symbol(colour="#0000FF", edge=""))
    answer = Answer()
    worker.tables.legend(layer(town(folder), look=look), "night", 2.0, answer)
    legend = answer.wait()
    assert isinstance(legend, Legend)
    assert [entry.label for entry in legend.entries] == ["Uno", "…"]
    assert legend.entries[0].pixels.shape == (40, 56, 4)
    assert legend.entries[0].pixels[20, 28].tolist() == [0, 255, 0, 255]
    assert legend.entries[1].pixels[20, 28].tolist() == [255, 0, 0, 255]


def test_that_the_store_is_refused(folder: Path) -> None:
    store = folder / "atalaya.sqlite"
    store.write_bytes(b"SQLite format 3\0" + b"\0" * 100)
    answer = Answer()
    with MapWorker(folder / "run2", draws=False, places=LayerPlaces(folder / "cache2", (store,))) as worker:
        worker.tables.inspect(store, answer)
        assert answer.wait().code == "refused_store"


def test_that_passwords_are_given_to_the_child_of_their_source_alone(worker: MapWorker) -> None:
    known = Source(SourceKind.WMS, "http://127.0.0.1/wms", credentials="known")
    unknown = Source(SourceKind.WMS, "http://127.0.0.1/wms", credentials="other")
    assert worker.layers.places.secrets_of(known, unknown, None) == {"known": ("ana", "secret")}
    assert worker.layers.places.secrets_of(unknown) == {}


# what is left out after a child died, without a child


def draft(*ids: str, barred: list[str]) -> StackDraft:
    layers = tuple(layer(Source(SourceKind.VECTOR, f"/{id_}.gpkg"), id_) for id_ in ids)
    job = StackJob(1, layers, VIEW.bounds_m, 200, 100, 1.0, "night", "/tmp/none", Places("/tmp"))
    return StackDraft(job, VIEW, lambda _: None, lambda news: news, lambda id_, _: barred.append(id_))


@given(st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=8))
def test_that_whichever_layer_kills_its_child_is_left_out_and_trying_ends(crashes: list[str]) -> None:
    barred: list[str] = []
    tried = draft("a", "b", "c", barred=barred)
    for suspect in crashes:
        tried.on_reply(LayerBegun(suspect))
        job = tried.again(WorkerFault("crashed"))
        if job is None:
            assert crashes.count("") > 2
            return
        assert isinstance(job, StackJob)
        assert set(job.barred) == set(barred)
    assert set(barred) == set(crashes) - {""}


def test_that_labels_are_left_out_when_it_is_no_layer_that_kills() -> None:
    tried = draft("a", barred=[])
    first, second, third = (tried.again(WorkerFault("crashed")) for _ in range(3))
    assert isinstance(first, StackJob)
    assert isinstance(second, StackJob)
    assert all(one.labels is None for one in second.layers)
    assert third is None


def test_that_a_refusal_is_not_tried_again() -> None:
    assert draft("a", barred=[]).again(WorkerFault("memory")) is None


def test_that_a_barred_layer_stays_out_until_it_is_forgiven(worker: MapWorker, folder: Path) -> None:
    source = town(folder)
    worker.layers._bar(source, WorkerFault("crashed"))
    assert drawn(worker, layer(source)).news == (LayerNews("a", LayerState.FAILED, "crashed"),)
    worker.layers.forgive(source)
    assert drawn(worker, layer(source)).news[0].state is LayerState.DRAWN


def test_that_one_conversion_serves_all_layers_of_a_file() -> None:
    one = Source(SourceKind.VECTOR, "/a.kml", "roads", crs="EPSG:32614", credentials="x")
    assert layer_preparing.prepared_as(one) == layer_preparing.prepared_as(
        Source(SourceKind.VECTOR, "/a.kml", "points")
    )
