"""`atalaya layers`: what an address holds, and a picture of layers, without a display."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from desktop.cli import main
from desktop.cli.layer_words import fault_words, news_words
from maps.layer_facts import LayerNews, LayerState

Run = Callable[..., tuple[int, str, str]]
VIEW = ("--center", "19.43,-99.13", "--width-m", "1000", "--size", "200x100")


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("ATALAYA_DATA", raising=False)

    def go(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(["layers", *map(str, arguments), "--data", str(data), "--language", "en"])
        said = capsys.readouterr()
        return status, said.out, said.err

    return go


@pytest.fixture
def square(tmp_path: Path) -> Path:
    ring = [[-99.1305, 19.4295], [-99.1295, 19.4295], [-99.1295, 19.4305], [-99.1305, 19.4305], [-99.1305, 19.4295]]
    feature = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"nombre": "Plaza"},
    }
    path = tmp_path / "plaza.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def spec(path: Path, *sources: str) -> Path:
    look = {"type": "single", "symbol": {"colour": "#FF0000", "edge": ""}}
    layers = [
        {
            "id": str(number),
            "name": Path(source).stem,
            "source": {"kind": "vector", "address": source},
            "symbology": look,
        }
        for number, source in enumerate(sources)
    ]
    path.write_text(json.dumps(layers))
    return path


def test_that_a_file_tells_its_layers_in_words_and_in_json(run: Run, square: Path) -> None:
    status, said, _ = run("inspect", square)
    assert status == 0
    assert said.splitlines() == ["GeoJSON", "  plaza: area, EPSG:4326, 1", "    nombre (text)"]
    found = json.loads(run("inspect", square, "--json")[1])
    assert found["sublayers"][0]["name_column"] == "nombre"
    assert found["sublayers"][0]["source"]["address"] == str(square)


def test_that_a_file_without_a_system_asks_and_takes_it_from_an_option(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "obra.dxf"
    path.write_text("0\nSECTION\n2\nENTITIES\n0\nPOINT\n8\ncapa\n10\n486000.0\n20\n2148700.0\n0\nENDSEC\n0\nEOF\n")
    assert "? It does not say its coordinate system" in run("inspect", path)[1]
    assert "EPSG:32614" in run("inspect", path, "--crs", "EPSG:32614")[1]


def test_that_layers_become_a_picture_and_a_bad_one_a_line(run: Run, square: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.png"
    layers = spec(tmp_path / "spec.json", str(square), "/none/falta.gpkg")
    status, said, errors = run("render", layers, *VIEW, "--out", out, "--json")
    assert status == 0
    rows = json.loads(said)["layers"]
    assert [(row["state"], row["code"]) for row in rows] == [("drawn", ""), ("failed", "missing")]
    assert errors.startswith("atalaya: falta: It cannot be read")
    pixels = np.asarray(Image.open(out))
    assert pixels.shape == (100, 200, 3)
    assert pixels[50, 100].tolist() == [255, 0, 0]
    assert pixels[5, 5].tolist() == [0x17, 0x1C, 0x21]


@pytest.mark.parametrize(
    ("content", "why"), [("{", "spec.json"), ('[{"id": 1}]', "spec.json"), ('[{"id":"a","name":"b"}]', "source")]
)
def test_that_a_wrong_list_is_said_in_one_line(content: str, why: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    path.write_text(content)
    status, _, said = run("render", path, *VIEW, "--out", tmp_path / "x.png")
    assert status == 1
    assert why in said
    assert said.count("\n") == 1


def test_that_what_is_no_layer_is_said_in_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0\1\2")
    for address in (tmp_path / "a.txt", tmp_path / "none.gpkg", "http://127.0.0.1:1/wms?service=WMS"):
        status, _, said = run("inspect", address)
        assert status == 1
        assert said.count("\n") == 1
        assert "Traceback" not in said


def test_that_the_store_is_no_layer(run: Run, data: Path) -> None:
    (data / "atalaya.sqlite").write_bytes(b"SQLite format 3\0" + b"\0" * 100)
    status, _, said = run("inspect", data / "atalaya.sqlite")
    assert status == 1
    assert "store" in said


def test_that_every_code_has_its_words() -> None:
    for code in ("missing", "no_crs", "html", "redirected", "refused_store", "crashed", "unheard_of"):
        words = fault_words(code, "detail")
        assert words
        assert "{" not in words
    assert news_words(LayerNews("a", LayerState.DRAWN)) == ""
    assert "3" in news_words(LayerNews("a", LayerState.DRAWN, "broken_geometries", "3"))
