"""The real desktop of QGIS, under a display of its own: the plugin from its zip, the store, the pictures."""

import configparser
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, WAIT_S, City, entries
from qgis.PyQt.QtGui import QColor, QImage

CITY_VIEW = [-102.356, 22.7605, -102.328, 22.7815]
STREET_VIEW = [-102.3465, 22.7735, -102.3405, 22.778]
P1_DAY = QColor("#C2182B")


def started(city: City, zip_file: Path, folder: Path) -> dict[str, Any]:
    """QGIS as a person starts it, with an empty profile, in Spanish; what the script in it saw."""
    profile, pictures = folder / "profile", folder / "pictures"
    own = profile / "profiles/default/QGIS"
    own.mkdir(parents=True)
    pictures.mkdir()
    (folder / "tmp").mkdir()  # what lies under the system's own is called temporary, and asked about at the end
    (own / "QGIS3.ini").write_text("[locale]\noverrideFlag=true\nuserLocale=es\n\n[qgis]\ncheckVersion=false\n")
    environment = {name: value for name, value in os.environ.items() if name not in {"QT_QPA_PLATFORM", "PYTHONPATH"}}
    environment |= {
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "ATALAYA_QGIS_STORE": str(city.file),
        "ATALAYA_QGIS_DATA": str(city.data),
        "ATALAYA_TEST_SAID": str(folder / "said.json"),
        "ATALAYA_TEST_ZIP": str(zip_file),
        "ATALAYA_TEST_PICTURES": str(pictures),
        "ATALAYA_TEST_VIEWS": json.dumps({"city": CITY_VIEW, "street": STREET_VIEW}),
    }
    command = ["xvfb-run", "-a", "-s", "-screen 0 1920x1080x24", "qgis", "--nologo", "--noversioncheck"]
    command += ["--profiles-path", str(profile), "--code", str(ROOT / "tests/qgis/window.py")]
    with (folder / "log").open("wb") as log:
        subprocess.run(command, env=environment, stdout=log, stderr=log, timeout=3 * WAIT_S, check=True)
    return json.loads((folder / "said.json").read_text())


@pytest.mark.desktop
def test_that_the_desktop_installs_the_zip_shows_the_city_and_ends(city: City, zip_file: Path, tmp_path: Path) -> None:
    """It ends by itself with the plugin loaded and a store followed: no thread of ours keeps it."""
    said = started(city, zip_file, tmp_path)
    assert "error" not in said, said["error"]
    assert said["layers"]["Alarmas abiertas"] == len(city.facts["map_alarm"])
    assert said["layers"]["Luminarias"] == city.facts["kinds"]["luminaire"]
    assert said["invalid"] == []
    assert said["groups"][0] == "San Marcos del Valle · SIMULACRO · NADA ES REAL"
    assert said["acts"]["Abrir un almacén de Atalaya…"]
    assert not said["acts"]["Enviar esta capa a la consola"]
    assert (said["unloaded"], said["left"]) == (True, [])
    picture = QImage(str(tmp_path / "pictures/city.png"))
    assert picture.width() >= 1200
    assert _share(picture, P1_DAY) > 2e-4, "no mark of a P1 is in the picture"
    assert _share(picture, QColor("#7A3FD0")) > 5e-3, "the frame of the exercise is not in the picture"
    if kept := os.environ.get("ATALAYA_QGIS_PICTURES"):
        shutil.copytree(tmp_path / "pictures", kept, dirs_exist_ok=True)


def _share(picture: QImage, colour: QColor) -> float:
    """Of the pixels of exactly that colour, every third looked at."""
    wanted, found, seen = colour.rgb(), 0, 0
    for y in range(0, picture.height(), 3):
        for x in range(0, picture.width(), 3):
            seen += 1
            found += picture.pixel(x, y) == wanted
    return found / seen


def test_that_the_zip_is_what_qgis_asks_for(zip_file: Path) -> None:
    names = entries(zip_file)
    assert {name.partition("/")[0] for name in names} == {"atalaya_qgis"}
    assert "atalaya_qgis/__init__.py" in names
    assert "atalaya_qgis/LICENSE" in names
    assert "atalaya_qgis/i18n/es.qm" in names
    assert not [name for name in names if "__pycache__" in name or name.endswith((".ts", "INSTALLER", "RECORD"))]
    metadata = configparser.ConfigParser()
    with zipfile.ZipFile(zip_file) as opened:
        metadata.read_string(opened.read("atalaya_qgis/metadata.txt").decode())
    told = metadata["general"]
    assert (told["name"], told["version"]) == ("Atalaya", "0.1.0")
    assert (told["qgisMinimumVersion"], told["supportsQt6"]) == ("3.22", "True")
    assert f"atalaya_qgis/{told['icon']}" in names


def test_that_the_same_sources_give_the_same_bytes(zip_file: Path, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "PYTHON"))}
    python = ROOT / ".venv/bin/python"
    subprocess.run(
        [python, ROOT / "installer/qgis_plugin.py", tmp_path], env=environment, cwd=ROOT, check=True, timeout=100
    )
    assert (tmp_path / zip_file.name).read_bytes() == zip_file.read_bytes()
