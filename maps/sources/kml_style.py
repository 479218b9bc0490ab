"""Gives a KML of our own its styles and its name. In the map worker's child.

GDAL writes the placemarks; of how they look it writes nothing that pyogrio could hand over.
"""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path

from maps.sources.symbology import Look, kml_styles, style_id

_KML = "http://www.opengis.net/kml/2.2"


def restyle(file: Path, looks: Mapping[str, Look], about: Mapping[str, str]) -> None:
    """Shared styles before the layers, a reference in each placemark, folio and hash in the description."""
    ET.register_namespace("", _KML)
    tree = ET.parse(file)  # noqa: S314 - what GDAL has just written for us
    root = tree.getroot().find(_tag("Document"))
    if root is None:
        return
    described = ET.Element(_tag("description"))
    described.text = " · ".join(f"{key}: {value}" for key, value in sorted(about.items()) if value)
    root.insert(0, described)
    named = ET.Element(_tag("name"))
    named.text = about.get("folio", "")
    for old in root.findall(_tag("name")):
        root.remove(old)
    root.insert(0, named)
    for layer, look in looks.items():
        _restyle_layer(root, layer, look)
    tree.write(file, encoding="utf-8", xml_declaration=True)


def _restyle_layer(root: ET.Element, layer: str, look: Look) -> None:
    for style in kml_styles(layer, look).values():
        root.insert(2, ET.fromstring(f'<kml xmlns="{_KML}">{style}</kml>')[0])  # noqa: S314 - our own
    for folder in (one for one in root.iter() if one.get("id") == layer or _name_of(one) == layer):
        for placemark in folder.findall(_tag("Placemark")):
            _refer(placemark, style_id(layer, look, _value_of(placemark, look.by)))


def _refer(placemark: ET.Element, style: str) -> None:
    reference = ET.Element(_tag("styleUrl"))
    reference.text = f"#{style}"
    before = {_tag(name) for name in ("name", "visibility", "open", "address", "phoneNumber", "Snippet", "description")}
    at = next((number for number, child in enumerate(placemark) if child.tag not in before), len(placemark))
    placemark.insert(at, reference)


def _name_of(element: ET.Element) -> str:
    if element.tag not in {_tag("Folder"), _tag("Document")}:
        return ""
    return element.findtext(_tag("name"), "")


def _value_of(placemark: ET.Element, field: str) -> str:
    """Of its extended data, whichever of the two ways it is written."""
    for data in placemark.iter():
        if field and data.get("name") == field and data.tag in {_tag("SimpleData"), _tag("Data")}:
            return (data.text or data.findtext(_tag("value"), "")).strip()
    return ""


def _tag(name: str) -> str:
    return f"{{{_KML}}}{name}"
