"""Builds the zip of the plugin that QGIS installs: `make plugin`.

    .venv/bin/python installer/qgis_plugin.py [FOLDER]

The plugin's folder, its words compiled, the typefaces and the licence beside it, and qgis-plugin-tools within it
(vendored by qgis-plugin-dev-tools). The same sources give the same bytes.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "plugins/qgis"
NAME = "atalaya_qgis"
TYPEFACES = {
    "fontpkg_ibm_plex_sans": "files/IBMPlexSans[wdth,wght].ttf",
    "fontpkg_ibm_plex_mono": "files/IBMPlexMono-Medium.ttf",
}
OF_ONE_MACHINE = ("INSTALLER", "RECORD", "REQUESTED", "direct_url.json", "uv_cache.json")
"""What an installer leaves beside a package: it tells how it came here, and nothing of the package."""
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def build(target: Path) -> Path:
    """Gives the zip's path."""
    with tempfile.TemporaryDirectory(prefix="atalaya-qgis-") as name:
        stage = Path(name)
        _put_together(stage)
        environment = {**os.environ, "PYTHONPATH": str(stage), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "qgis_plugin_dev_tools", "build"]
        subprocess.run(command, cwd=stage, env=environment, check=True, stdout=subprocess.DEVNULL)
        made = next((stage / "dist").glob("*.zip"))
        target.mkdir(parents=True, exist_ok=True)
        return _same_bytes(made, target / made.name)


def _put_together(stage: Path) -> None:
    shutil.copytree(SOURCE, stage, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "LICENSE", stage / "LICENSE")
    words = stage / NAME / "i18n"
    for catalogue in sorted(words.glob("*.ts")):
        lrelease = Path(sys.executable).with_name("pyside6-lrelease")
        compiled = catalogue.with_suffix(".qm")
        subprocess.run([lrelease, "-silent", catalogue, "-qm", compiled], check=True)
        catalogue.unlink()
    fonts = stage / NAME / "resources/fonts"
    fonts.mkdir(parents=True)
    for package, file in TYPEFACES.items():
        spec = importlib.util.find_spec(package)
        assert spec is not None
        assert spec.submodule_search_locations is not None
        folder = Path(spec.submodule_search_locations[0])
        shutil.copy(folder / file, fonts / f"{Path(file).stem.partition('[')[0]}.ttf")
        shutil.copy(folder / "LICENSE", fonts / "OFL.txt")


def _same_bytes(made: Path, target: Path) -> Path:
    """The entries in the order of their names, without the hour and the machine they were made on."""
    draft = target.with_name(f".{target.name}")
    with zipfile.ZipFile(made) as found, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for entry in sorted(found.namelist()):
            if entry.endswith("/") or entry.rsplit("/", 1)[-1] in OF_ONE_MACHINE:
                continue
            kept = zipfile.ZipInfo(entry, FIRST_DAY)
            kept.compress_type, kept.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            out.writestr(kept, found.read(entry))
    draft.replace(target)
    return target


if __name__ == "__main__":
    print(build(Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else ROOT / "dist"))
