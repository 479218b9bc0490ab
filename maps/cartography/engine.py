"""Brings Mapnik into the process and undoes what that does to others.

Importing it sets PROJ_LIB to a folder without proj.db, and GDAL_DATA to its own: every later user of PROJ or GDAL in
this process and in its children would read them. Both are put back at once. The faces that our
style names are registered here too.
"""

import importlib.util
import os
from pathlib import Path
from typing import Any

_TOUCHED = ("PROJ_LIB", "GDAL_DATA")
_before = {name: os.environ.get(name) for name in _TOUCHED}

import mapnik as _mapnik  # noqa: E402 - between the saving and the restoring

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

mapnik: Any = _mapnik
"""Its compiled module carries no types."""

_fonts = importlib.util.find_spec("fontpkg_ibm_plex_sans")
if _fonts is not None and _fonts.submodule_search_locations:
    mapnik.register_fonts(str(Path(_fonts.submodule_search_locations[0]) / "files"))
