"""The emergency symbols that a mark may be: a choice from Material Design Icons (Apache-2.0), in QtAwesome's font.

The font's file is read by Mapnik in the worker; QtAwesome itself, which needs Qt, is not imported.
"""

import importlib.util
import json
from functools import lru_cache
from pathlib import Path

FACE = "Material Design Icons Regular"
EMERGENCY: dict[str, str] = {
    "fire": "fire",
    "fire_station": "fire-station",
    "fire_truck": "fire-truck",
    "hydrant": "fire-hydrant",
    "wildfire": "pine-tree-fire",
    "explosion": "bomb",
    "gas": "gas-cylinder",
    "hazard": "biohazard",
    "radiation": "radioactive",
    "poison": "skull-crossbones",
    "ambulance": "ambulance",
    "hospital": "hospital-building",
    "first_aid": "medical-bag",
    "police": "police-badge",
    "police_station": "police-station",
    "patrol": "car-emergency",
    "siren": "alarm-light",
    "crash": "car-brake-alert",
    "traffic_light": "traffic-light",
    "roadblock": "boom-gate",
    "works": "traffic-cone",
    "flood": "home-flood",
    "landslide": "landslide",
    "earthquake": "home-alert",
    "storm": "weather-lightning-rainy",
    "tornado": "weather-tornado",
    "wave": "tsunami",
    "shelter": "home-group",
    "assembly": "account-group",
    "evacuation": "exit-run",
    "lifebuoy": "lifebuoy",
    "helicopter": "helicopter",
    "camera": "cctv",
    "power": "flash",
    "water": "water",
    "tree": "tree",
    "school": "school",
    "person": "account",
    "warning": "alert",
    "command_post": "flag",
}
"""Our name -> that of the font."""


def font_folder() -> Path | None:
    spec = importlib.util.find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "fonts"


@lru_cache(maxsize=1)
def _characters() -> dict[str, str]:
    folder = font_folder()
    table = None if folder is None else next(iter(folder.glob("materialdesignicons6-webfont-charmap-*.json")), None)
    return {} if table is None else json.loads(table.read_text("utf-8"))


def character(icon: str) -> str:
    """The sign of an icon in the font; empty when there is no such icon, or no font."""
    code = _characters().get(EMERGENCY.get(icon, ""))
    return chr(int(code, 16)) if code else ""


def icon_of(sign: str) -> str:
    """The icon that has this sign; empty when none of ours has."""
    return next((icon for icon in EMERGENCY if sign and character(icon) == sign), "")
