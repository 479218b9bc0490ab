"""Servers of maps, good and bad, on the loopback: what is fetched, what is kept, what is refused."""

import io
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image

from maps.layer_facts import Geometry
from maps.layer_messages import Places
from maps.source import Source, SourceKind, TileGrid, WebPicture
from maps.sources import tile_server as tiles
from maps.sources import web_fetch
from maps.sources.inspection import inspect
from maps.sources.layer_fault import LayerFaultError
from maps.sources.picture_bytes import decoded
from maps.sources.tile_grid import Tile
from maps.sources.tile_server import fetched, tile_server
from maps.sources.tile_store import TileStore
from maps.sources.web_features import fetched_table
from maps.sources.web_fetch import Fetcher

Answer = tuple[int, str, bytes]


def png(colour: tuple[int, int, int], side: int = 64) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "PNG")
    return out.getvalue()


class Server:
    """`answers` maps a path to what is said; a callable decides by the query."""

    def __init__(self) -> None:
        self.answers: dict[str, object] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.released = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                outer.headers.append(dict(self.headers))
                outer.reply(self)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.http.server_port}"

    def reply(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        answer = self.answers.get(parts.path, (404, "text/plain", b""))
        if callable(answer):
            answer = answer({name.upper(): values[0] for name, values in parse_qs(parts.query).items()})
        if answer == "hang":
            self.released.wait(20)
            return
        status, type_, body = answer  # type: ignore[misc]
        handler.send_response(status)
        handler.send_header("Location" if status in (301, 302) else "Content-Type", type_)
        handler.end_headers()
        handler.wfile.write(body)

    def close(self) -> None:
        self.released.set()
        self.http.shutdown()
        self.http.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    yield
    tiles._fetcher.cache_clear()
    tiles._store.cache_clear()


def fault_of(ask: Callable[[], object]) -> str:
    with pytest.raises(LayerFaultError) as refused:
        ask()
    return refused.value.code


def test_that_tiles_are_asked_by_their_address_and_kept(server: Server, places: Places) -> None:
    server.answers["/3/1/2.png"] = (200, "image/png", png((9, 9, 9)))
    source = Source(SourceKind.XYZ, server.address + "/{z}/{x}/{y}.png", reading=TileGrid(0, 5))
    found = tile_server(source, places, {})
    assert found.stored(Tile(3, 1, 2)) is None
    assert found.fetch is not None
    assert found.fetch(Tile(3, 1, 2)).body == png((9, 9, 9))
    kept = found.stored(Tile(3, 1, 2))
    assert kept is not None
    assert not kept.is_stale
    assert server.asked == ["/3/1/2.png"]


def test_that_what_was_kept_is_shown_when_the_server_is_gone_and_says_its_age(server: Server, places: Places) -> None:
    server.answers["/a"] = (200, "image/png", b"tile")
    url = server.address + "/a"
    fetched(url, places, None, 0.0, 1000)
    server.close()
    old = fetched(url, places, None, 0.0, 1000)
    assert (old.body, old.is_stale) == (b"tile", True)
    assert old.fetched_s is not None
    assert time.time() - old.fetched_s < 60
    assert fault_of(lambda: fetched(server.address + "/b", places, None, 0.0, 1000)) == "no_answer"


def test_that_offline_nothing_is_asked(server: Server, places: Places) -> None:
    server.answers["/a"] = (200, "image/png", b"tile")
    fetched(server.address + "/a", places, None, 0.0, 1000)
    offline = Places(places.cache, offline=True)
    assert fetched(server.address + "/a", offline, None, 0.0, 1000).body == b"tile"
    assert fault_of(lambda: fetched(server.address + "/b", offline, None, 0.0, 1000)) == "no_answer"
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((302, "file:///etc/passwd", b""), "redirected"),
        ((302, "/round", b""), "redirected"),
        ((302, "ftp://127.0.0.1/x", b""), "redirected"),
        ((500, "text/html", b""), "no_answer"),
        ((401, "text/html", b""), "credentials"),
        ((200, "image/png", b"x" * 5000), "too_large"),
    ],
)
def test_that_a_server_that_misbehaves_is_a_fault(answer: Answer, code: str, server: Server) -> None:
    server.answers["/a"] = server.answers["/round"] = answer
    assert fault_of(lambda: Fetcher().get(server.address + "/a", 1000)) == code


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/a", "gopher://x", "//x/y", "http://"])
def test_that_only_the_web_is_asked(url: str) -> None:
    assert fault_of(lambda: Fetcher().get(url, 1000)) == "redirected"


def test_that_a_redirect_to_another_server_takes_no_password_along(server: Server) -> None:
    other = Server()
    other.answers["/b"] = (200, "image/png", b"tile")
    server.answers["/a"] = (302, other.address + "/b", b"")
    assert Fetcher().get(server.address + "/a", 1000, ("ana", "secret")).body == b"tile"
    assert "authorization" in {name.lower() for name in server.headers[0]}
    assert "authorization" not in {name.lower() for name in other.headers[0]}
    other.close()


def test_that_a_server_that_hangs_is_given_up_and_then_left_alone(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_fetch, "_READ_S", 0.2)
    server.answers["/a"] = "hang"
    fetcher, began_s = Fetcher(), time.monotonic()
    assert fault_of(lambda: fetcher.get(server.address + "/a", 1000)) == "no_answer"
    assert time.monotonic() - began_s < 3.0
    assert fault_of(lambda: fetcher.get(server.address + "/b", 1000)) == "no_answer"
    assert server.asked == ["/a"]


def test_that_a_page_or_a_complaint_is_no_picture() -> None:
    assert fault_of(lambda: decoded(b"<!DOCTYPE html><html><body>Sign in</body></html>", "t")) == "html"
    with pytest.raises(LayerFaultError) as refused:
        decoded(
            b"<ServiceExceptionReport><ServiceException>no layer X</ServiceException></ServiceExceptionReport>", "t"
        )
    assert refused.value.code == "not_an_image"
    assert "no layer X" in refused.value.detail
    assert fault_of(lambda: decoded(png((1, 2, 3))[:60], "t")) == "not_an_image"
    assert fault_of(lambda: decoded(png((1, 2, 3), 5000), "t")) == "too_large"


def test_that_the_store_keeps_to_its_budget_and_what_was_used_last(tmp_path: Path) -> None:
    store = TileStore(tmp_path / "tiles", 10_000)
    for number in range(30):
        store.put(f"k{number}", b"x" * 1000)
        store.get("k0")
    size = sum(path.stat().st_size for path in (tmp_path / "tiles").rglob("*") if path.is_file())
    assert size <= 10_000
    assert store.get("k0") is not None
    assert store.get("k29") is not None
    assert store.get("k5") is None


# services

WMS = b"""<?xml version="1.0"?><WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms">
<Capability><Request><GetMap><Format>image/png</Format></GetMap></Request>
<Layer><Title>Todo</Title><Layer><Name>uso</Name><Title>Uso de suelo</Title>
<EX_GeographicBoundingBox><westBoundLongitude>-100</westBoundLongitude><eastBoundLongitude>-98</eastBoundLongitude>
<southBoundLatitude>18</southBoundLatitude><northBoundLatitude>20</northBoundLatitude></EX_GeographicBoundingBox>
<Style><Name>gris</Name></Style></Layer></Layer></Capability></WMS_Capabilities>"""
WMTS = b"""<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1">
<Contents><Layer><ows:Title>Orto</ows:Title><ows:Identifier>orto</ows:Identifier>
<Style isDefault="true"><ows:Identifier>default</ows:Identifier></Style><Format>image/jpeg</Format>
<TileMatrixSetLink><TileMatrixSet>GM</TileMatrixSet></TileMatrixSetLink>
<ResourceURL format="image/jpeg" template="%s/t/{Style}/{TileMatrix}/{TileRow}/{TileCol}.jpg"/></Layer>
<TileMatrixSet><ows:Identifier>GM</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:EPSG::3857</ows:SupportedCRS>
<TileMatrix><ows:Identifier>GM:0</ows:Identifier><ScaleDenominator>559082264.0287178</ScaleDenominator>
<TileWidth>256</TileWidth></TileMatrix>
<TileMatrix><ows:Identifier>GM:1</ows:Identifier><ScaleDenominator>279541132.0143589</ScaleDenominator>
<TileWidth>256</TileWidth></TileMatrix></TileMatrixSet></Contents></Capabilities>"""
WFS = b"""<WFS_Capabilities xmlns="http://www.opengis.net/wfs/2.0"><FeatureTypeList>
<FeatureType><Name>c:colonias</Name><Title>Colonias</Title></FeatureType></FeatureTypeList></WFS_Capabilities>"""
GEOJSON = (
    b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"n":1},'
    b'"geometry":{"type":"Point","coordinates":[-99,19]}}]}'
)


def service(query: dict[str, str]) -> Answer:
    if query.get("REQUEST") == "GetMap":
        assert query["CRS"] == "EPSG:3857"
        assert len(query["BBOX"].split(",")) == 4
        return 200, "image/png", png((40, 50, 60), 512)
    if query.get("REQUEST") == "GetFeature":
        return 200, "application/json", GEOJSON
    return 200, "text/xml", {"WMS": WMS, "WFS": WFS}.get(query.get("SERVICE", ""), b"<html></html>")


def test_that_a_wms_tells_its_layers_and_gives_its_squares(server: Server, places: Places) -> None:
    server.answers["/ows"] = service
    found = inspect(f"{server.address}/ows?service=WMS&request=GetCapabilities", None, places, {})
    (layer,) = found.sublayers
    assert (found.format, layer.title, layer.source.sublayer) == ("WMS", "Uso de suelo", "uso")
    assert isinstance(layer.source.reading, WebPicture)
    assert layer.source.reading.style == "gris"
    assert layer.extent is not None
    assert layer.extent.west == -100
    fetch = tile_server(layer.source, places, {}).fetch
    assert fetch is not None
    assert decoded(fetch(Tile(5, 7, 14)).body, "t")[0, 0].tolist() == [60, 50, 40, 255]


def test_that_a_wmts_is_asked_by_its_own_template(server: Server, places: Places) -> None:
    server.answers["/wmts"] = (200, "text/xml", WMTS % server.address.encode())
    server.answers["/t/default/GM:1/0/1.jpg"] = (200, "image/jpeg", b"tile")
    (layer,) = inspect(f"{server.address}/wmts?SERVICE=WMTS", None, places, {}).sublayers
    found = tile_server(layer.source, places, {})
    assert (found.zooms, found.tile_px) == ((0, 1), 256)
    assert found.fetch is not None
    assert found.fetch(Tile(1, 1, 0)).body == b"tile"


def test_that_a_wfs_is_a_table(server: Server, places: Places) -> None:
    server.answers["/ows"] = service
    (layer,) = inspect(f"{server.address}/ows?service=WFS", None, places, {}).sublayers
    assert (layer.title, layer.geometry) == ("Colonias", Geometry.MIXED)
    assert fetched_table(layer.source, places, {}).count() == 1


def test_that_an_address_without_a_word_is_tried_as_each_kind(server: Server, places: Places) -> None:
    server.answers["/ows"] = service
    assert inspect(f"{server.address}/ows", None, places, {}).format in ("WMS", "WFS")


@pytest.mark.parametrize(
    "said", [b"<html><body>Sign in</body></html>", b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", b"<a"]
)
def test_that_a_service_that_says_something_else_is_a_fault(said: bytes, server: Server, places: Places) -> None:
    server.answers["/ows"] = (200, "text/html", said)
    code = fault_of(lambda: inspect(f"{server.address}/ows?service=WMS", None, places, {}))
    assert code in ("html", "damaged", "not_a_map")
