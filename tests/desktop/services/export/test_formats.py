"""Geographic files: layers, reference system, metadata, and styles that QGIS and others read."""

import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from desktop import app
from desktop.domain.incident import Incident
from desktop.services.export import looks
from desktop.services.export.template import Template
from desktop.services.export.tools import VerbTools
from desktop.services.incidents import Incidents, Opening
from maps.sources.symbology import looks_of, qml
from maps.view.theme.palette import LIGHT

KML = "{http://www.opengis.net/kml/2.2}"


def test_that_the_report_holds_the_incident_and_what_is_around_it(export: Any) -> None:
    layers: dict[str, list[Any]] = {}
    for feature in json.loads(export("case.geojson").file.read_text())["features"]:
        layers.setdefault(feature["properties"]["layer"], []).append(feature)
    assert set(layers) == {"incident", "alarm", "unit", "camera", "asset", "timeline"}
    (incident,) = layers["incident"]
    assert incident["properties"]["neighbourhood"] == "Centro"
    assert incident["properties"]["marker-color"] == looks.P1 or incident["properties"]["priority"] != 1
    assert {asset["properties"]["code"] for asset in layers["asset"]} == {"C-04", "L-0", "L-1", "L-2", "L-3"}
    ring = layers["camera"][0]["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    assert layers["camera"][0]["properties"]["fill-opacity"] == 0.14
    kinds = [row["properties"]["name"] for row in layers["timeline"]]
    assert {"alarm.raised", "incident.opened", "incident.assigned", "incident.noted"} <= set(kinds)


@pytest.mark.parametrize(("ending", "name_field"), [("gpkg", "name"), ("kml", "Name")])
def test_that_a_geographic_file_opens_with_its_layers(ending: str, name_field: str, export: Any) -> None:
    done = export(f"case.{ending}", tools=VerbTools(app.draw_pages))
    layers = [str(name) for name, _ in pyogrio.list_layers(done.file)]
    styled = ["layer_styles"] if ending == "gpkg" else []
    assert layers == ["incident", "alarm", "unit", "camera", "asset", "timeline", *styled]
    info, _, _, fields = pyogrio.raw.read(done.file, layer="incident")
    values = dict(zip(info["fields"], fields, strict=True))
    assert values[name_field][0] == "Intrusión · C-04 Calle Morelos 12"
    assert pyogrio.read_info(done.file, layer="alarm")["features"] == 1
    assert info["crs"] == "EPSG:4326"
    assert not [path for path in done.file.parent.iterdir() if path.name.startswith(".")]


def test_that_a_geopackage_says_what_it_is_and_how_it_looks(export: Any) -> None:
    done = export("case.gpkg", tools=VerbTools(app.draw_pages))
    said = pyogrio.read_info(done.file, layer="incident")
    assert said["layer_metadata"]["folio"] == export.world.case.folio
    assert said["layer_metadata"]["data_sha256"] == done.data_sha256
    info, _, _, fields = pyogrio.raw.read(done.file, layer="layer_styles")
    styles = dict(zip(info["fields"], fields, strict=True))
    assert list(styles["f_table_name"]) == ["incident", "alarm", "unit", "camera", "asset"]
    assert all(bool(flag) for flag in styles["useAsDefault"])
    for sheet in styles["styleQML"]:
        assert ET.fromstring(sheet.partition(">")[2]).find("renderer-v2") is not None


LOOK_IN_QGIS = """
import os
import sys
from qgis.core import QgsApplication, QgsRenderContext, QgsVectorLayer
QgsApplication.setPrefixPath("/usr", True)
application = QgsApplication([], False)
application.initQgis()
for name in ("incident", "alarm", "unit", "camera", "asset"):
    layer = QgsVectorLayer(f"{sys.argv[1]}|layername={name}", name, "ogr")
    assert layer.isValid(), name
    renderer = layer.renderer()
    symbols = renderer.symbols(QgsRenderContext())
    colours = ",".join(symbol.color().name() for symbol in symbols)
    print(name, renderer.type(), colours, int(layer.labelsEnabled()), flush=True)
os._exit(0)  # its own clearing up is no part of this
"""


@pytest.mark.skipif(shutil.which("qgis") is None, reason="QGIS is not installed")
def test_that_qgis_itself_opens_it_in_its_colours(export: Any, tmp_path: Path) -> None:
    done = export("case.gpkg", tools=VerbTools(app.draw_pages))
    script = tmp_path / "look.py"
    script.write_text(LOOK_IN_QGIS)
    environment = {"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    command = ["/usr/bin/python3", str(script), str(done.file)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False, env=environment)
    assert ended.returncode == 0, ended.stderr
    said = {line.split()[0]: line.split()[1:] for line in ended.stdout.splitlines() if line.count(" ") == 3}
    assert said["alarm"][0] == "categorizedSymbol"
    assert said["alarm"][1].split(",")[:3] == [looks.P1.lower(), looks.P2.lower(), looks.P3.lower()]
    assert said["camera"][0] == "singleSymbol"
    assert said["camera"][1] == looks.GREY.lower()
    assert (said["incident"][2], said["asset"][2]) == ("1", "0")


def test_that_a_kml_has_its_styles_its_folio_and_fetches_nothing(export: Any) -> None:
    done = export("case.kml", tools=VerbTools(app.draw_pages))
    text = done.file.read_text()
    root = ET.fromstring(text)
    styles = {one.get("id") for one in root.iter(f"{KML}Style")}
    used = {(one.text or "").removeprefix("#") for one in root.iter(f"{KML}styleUrl")}
    assert used
    assert used <= styles
    assert "alarm-1" in used
    assert root.findtext(f"{KML}Document/{KML}name") == export.world.case.folio
    assert done.data_sha256 in (root.findtext(f"{KML}Document/{KML}description") or "")
    assert "href" not in text
    colours = {one.text for one in root.iter(f"{KML}color")}
    red, green, blue = (looks.P1[at : at + 2].lower() for at in (1, 3, 5))
    assert f"ff{blue}{green}{red}" in colours


def test_that_the_colours_of_files_are_those_of_the_theme() -> None:
    assert (LIGHT.p1, LIGHT.p2, LIGHT.p3) == (looks.P1, looks.P2, looks.P3)
    assert (LIGHT.text, LIGHT.text2, LIGHT.text3) == (looks.INK, looks.GREY, looks.QUIET)


def test_that_words_from_the_store_cannot_break_out_of_a_style() -> None:
    (look,) = looks_of(
        {"x": {"colour": "#000000", "by": "a", "colours": {'"><x>': "#112233"}, "label": "<&>"}}
    ).values()
    for kind in ("Point", "LineString", "Polygon"):
        root = ET.fromstring(qml(look, kind).partition(">")[2])
        assert next(one.get("value") for one in root.iter("category")) == '"><x>'


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "kml"])
def test_that_a_hostile_title_is_carried_without_its_tricks(ending: str, export: Any, store: Any, ana: Any) -> None:
    title = "\u202eOFICIAL\u202c <b>&amp;\x00\x07\x1b ]]> 'DROP' " + "x" * 300
    case: Incident = Incidents(store).open_(Opening("30401", export.world.case.place, title), ana)
    from desktop.services.export.subject import IncidentSubject, Request  # noqa: PLC0415 - of this test alone

    out = export.data / f"odd.{ending}"
    request = Request(IncidentSubject(case.folio), Template.REPORT, (out,), "", "en")
    (done,) = export.exports.export(request, export.sofia, VerbTools(app.draw_pages))
    if ending == "geojson":
        name = json.loads(out.read_text())["features"][0]["properties"]["name"]
    else:
        info, _, _, fields = pyogrio.raw.read(done.file, layer="incident")
        name = dict(zip(info["fields"], fields, strict=True))["name" if ending == "gpkg" else "Name"][0]
    closing = "]] >" if ending == "kml" else "]]>"  # GDAL writes names into a CDATA section, which that would end
    assert f"OFICIAL <b>&amp; {closing} 'DROP' xxx" in name
    assert not set("\u202e\u202c\x00\x07\x1b") & set(name)
