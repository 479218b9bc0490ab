"""`atalaya roads`: ways, reach, matched tracks and closures on an imported map; one line for what cannot be."""

import gettext
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shapely

from desktop.cli import main

Run = Callable[..., tuple[int, str, str]]
LAT, LON, STEP = -30.03, -51.2, 0.001
"""South of the equator: a latitude that begins with a minus is no option."""


def at(row: float, column: float) -> str:
    return f"{LAT + row * STEP},{LON + column * STEP}"


@pytest.fixture(autouse=True)
def own_words(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("ATALAYA_DATA", "ATALAYA_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", os.environ.get("LANGUAGE", "en"))
    before = gettext.textdomain()
    yield
    gettext.textdomain(before)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five streets each way, a corner every hundred metres."""
    folder = tmp_path_factory.mktemp("data")
    features = [
        {
            "type": "Feature",
            "properties": {"highway": "residential", "name": name},
            "geometry": {"type": "LineString", "coordinates": [[LON + c * STEP, LAT + r * STEP] for r, c in corners]},
        }
        for n in range(5)
        for name, corners in ((f"Calle {n}", [(n, k) for k in range(5)]), (f"Avenida {n}", [(k, n) for k in range(5)]))
    ]
    source = folder / "town.geojson"
    source.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    assert main(["city", "import", str(source), "--data", str(folder)]) == 0
    return folder


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def verb(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([*map(str, arguments), "--data", str(data), "--language", "en"])
        out, err = capsys.readouterr()
        return code, out, err

    return verb


def test_that_a_route_is_told_turn_by_turn(run: Run) -> None:
    code, out, err = run("roads", "route", "--from", at(0, 0.5), "--to", at(2.5, 3))
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].endswith("km")
    assert "Go along Calle 0" in lines[1]
    assert "Left into Avenida 3" in lines[2]


def test_that_a_route_is_one_json_document(run: Run) -> None:
    code, out, _ = run("roads", "route", "--from", at(0, 0.5), "--to", at(0, 2.5), "--profile", "foot", "--json")
    document = json.loads(out)
    assert code == 0
    assert document["metres"] == pytest.approx(2 * 96.3, rel=0.01)
    assert document["seconds"] == pytest.approx(document["metres"] / (4.7 / 3.6), rel=0.1)
    assert [step["turn"] for step in document["steps"]] == ["depart", "arrive"]
    assert document["geometry"]["coordinates"][0] == pytest.approx([LON + 0.5 * STEP, LAT], abs=1e-6)


def test_that_a_street_can_be_kept_off(run: Run) -> None:
    asked = ("roads", "route", "--from", at(1, 0.5), "--to", at(1, 2.5), "--json")
    straight, round_ = (json.loads(run(*asked, *more)[1]) for more in ((), ("--avoid", at(1, 1.5))))
    assert round_["metres"] > straight["metres"] + 150


def test_that_isochrones_are_outlines_the_larger_first(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "reach.geojson"
    assert run("roads", "isochrone", "--from", at(2, 2), "--minutes", "0.2,0.5", "--out", out)[0] == 0
    features = json.loads(out.read_text())["features"]
    assert [feature["properties"]["minutes"] for feature in features] == [0.5, 0.2]
    large, small = (shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features)
    assert large.buffer(1e-9).contains(small)


def test_that_a_track_lies_on_the_streets_again(run: Run, tmp_path: Path) -> None:
    track, out = tmp_path / "track.gpx", tmp_path / "matched.geojson"
    points = [(0.03, k / 4) for k in range(13)] + [(k / 4, 3.04) for k in range(1, 9)]
    written = "".join(f'<trkpt lat="{LAT + r * STEP}" lon="{LON + c * STEP}"/>' for r, c in points)
    track.write_text(
        f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{written}</trkseg></trk></gpx>'
    )
    code, answer, err = run("roads", "match", track, "--out", out, "--json")
    assert (code, err) == (0, "")
    (leg,) = json.loads(out.read_text())["features"]
    assert leg["properties"]["streets"] == ["Calle 0", "Avenida 3"]
    assert json.loads(answer)["metres"] == pytest.approx(3 * 96.3 + 2 * 111.2, rel=0.03)


def test_that_a_street_is_shut_driven_round_and_opened_again(run: Run) -> None:
    def metres() -> float:
        return json.loads(run("roads", "route", "--from", at(1, 0.5), "--to", at(1, 3.5), "--json")[1])["metres"]

    before = metres()
    code, out, err = run("roads", "close", "--from", at(1, 1.02), "--to", at(1, 1.98), "--reason", "Bache", "--json")
    assert (code, err) == (0, "")
    closure = json.loads(out)
    assert closure["street"] == "Calle 1"
    assert metres() > before + 150
    listed = json.loads(run("roads", "closures", "--json")[1])
    assert [(row["id"], row["reason"]) for row in listed] == [(closure["id"], "Bache")]
    assert run("roads", "open", closure["id"])[0] == 0
    assert metres() == pytest.approx(before)
    assert run("roads", "closures", "--json")[1] == "[]\n"


def test_that_an_area_is_shut(run: Run, tmp_path: Path) -> None:
    area = tmp_path / "feria.geojson"
    ring = [[LON + c * STEP, LAT + r * STEP] for r, c in ((2.5, 1.5), (2.5, 2.5), (4.5, 2.5), (4.5, 1.5), (2.5, 1.5))]
    area.write_text(
        json.dumps({"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    )
    code, out, _ = run(
        "roads", "close", "--area", area, "--reason", "Feria", "--until", "2099-01-01T00:00-06:00", "--json"
    )
    closure = json.loads(out)
    assert (code, closure["street"]) == (0, "feria")
    assert run("roads", "open", closure["id"])[0] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("route", "--from", "19.4,-99.1", "--to", "19.5,-99.1"), "import a map"),
        (("route", "--from", at(0, 0), "--to", at(0, 1), "--profile", "boat"), "no profile"),
        (("route", "--from", at(0, 0), "--to", "-29.0,-51.2"), "km from any street"),
        (("match", "{missing}", "--out", "{out}"), "cannot be read"),
        (("match", "{empty}", "--out", "{out}"), "no features"),
        (("close", "--reason", "Bache"), "--area"),
        (("open", "nobody"), "no closure"),
    ],
)
def test_that_what_cannot_be_is_one_line(run: Run, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    (tmp_path / "empty.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    names = {"missing": tmp_path / "nowhere.gpx", "empty": tmp_path / "empty.geojson", "out": tmp_path / "o.geojson"}
    code, out, err = run("roads", *(argument.format(**names) for argument in arguments))
    assert (code, out) == (1, "")
    assert words in err
    assert len(err.strip().splitlines()) == 1


def test_that_a_cut_road_file_is_said_so(run: Run, data: Path) -> None:
    (file,) = data.glob("*.roads")
    whole = file.read_bytes()
    file.write_bytes(whole[:200])
    try:
        code, _, err = run("roads", "route", "--from", at(0, 0), "--to", at(1, 1))
    finally:
        file.write_bytes(whole)
    assert code == 1
    assert "cut short" in err


@pytest.mark.parametrize("arguments", [("--minutes", "0"), ("--minutes", "five"), ("--from", "here")])
def test_that_wrong_arguments_end_with_2(run: Run, tmp_path: Path, arguments: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("roads", "isochrone", "--from", at(0, 0), "--out", tmp_path / "o.geojson", *arguments)
    assert ended.value.code == 2
