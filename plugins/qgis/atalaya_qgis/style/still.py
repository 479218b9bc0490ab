"""Assets, cameras and what they see, photos, areas: grey, because hue belongs to alarms."""

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsRendererCategory,
    QgsRuleBasedRenderer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)

from ..words import asset_states
from . import labels
from .dress import Dress, denominator, px, sheet
from .symbols import area, dot, drawing, line, marker, writing
from .tables import show_words

ICONS = {"luminaire": "lamp", "meter": "gauge", "container": "bin", "cabinet": "cabinet", "station": "gauge"}
NUMBER = "^\\\\D*?0*(\\\\d+)$"
CAMERA_WORDS = (
    f"CASE WHEN regexp_match(\"code\", '{NUMBER}')"
    f" THEN with_variable('n', regexp_replace(\"code\", '{NUMBER}', '\\\\1'),"
    ' CASE WHEN length(@n) < 3 AND regexp_match("code", \'^[A-Za-z]\') THEN left("code", 1) || @n ELSE @n END)'
    ' ELSE left("code", 3) END'
)
"""What fits the square: `C-04` is `C4`, `PTZ-112` is `112`."""
QUIET = "\"state\" <> 'calm'"


def dress_cameras(layer: QgsVectorLayer, dress: Dress) -> None:
    """A square with the number, dashed when its picture is old."""
    looks = {"calm": "calm", "stale": "stale", "out_of_service": "stale"}
    inks = {"calm": "text", "stale": "text3", "out_of_service": "text3"}
    categories = []
    for state, title in asset_states().items():
        number = writing(CAMERA_WORDS, dress.mark(inks[state]), labels.SANS, "SemiBold", px("metadata"))
        square = drawing(dress, f"camera_{looks[state]}")
        categories.append(QgsRendererCategory(state, marker(square, number), title))
    layer.setRenderer(QgsCategorizedSymbolRenderer("state", categories))
    labels.keep_clear(layer)
    _describe(layer)


def dress_assets(layer: QgsVectorLayer, dress: Dress, kind: str) -> None:
    """A dot; from street level on an icon."""
    near = denominator(_m_per_px(float(sheet()["icon_from_zoom"])))
    icon = ICONS.get(kind, "place")
    root = QgsRuleBasedRenderer.Rule(None)
    for state, title in (("", asset_states()["calm"]), (QUIET, asset_states()["stale"])):
        told = state or "\"state\" = 'calm'"
        ending, token = ("stale", "border") if state else ("calm", "text3")
        far = QgsRuleBasedRenderer.Rule(marker(dot(dress.mark(token), px("dot"))), near, 0, told, title)
        close = QgsRuleBasedRenderer.Rule(marker(drawing(dress, f"{icon}_{ending}")), 0, near, told, title)
        root.appendChild(far)
        root.appendChild(close)
    layer.setRenderer(QgsRuleBasedRenderer(root))
    _describe(layer)


def _describe(layer: QgsVectorLayer) -> None:
    show_words(layer, {"state": asset_states()})
    layer.setMapTipTemplate('<b>[% coalesce(nullif("name", \'\'), "code") %]</b><br>[% "code" %]')


def _m_per_px(zoom: float) -> float:
    """Of a Mercator map whose world is 512 pixels wide at zoom 0."""
    return 40_075_016.686 / 512 / 2**zoom


def dress_camera_views(layer: QgsVectorLayer, dress: Dress) -> None:
    """The sector it sees; only dashed lines when what it says is old."""
    ink = dress.mark("text")
    seen, lost = area(ink, 0.14, line(ink, 1.0, opacity=0.9)), area(ink, 0.0, line(ink, 1.0, opacity=0.9, dashes="4;3"))
    words = asset_states()
    layer.setRenderer(
        QgsCategorizedSymbolRenderer(
            "state",
            [
                QgsRendererCategory("calm", seen, words["calm"]),
                QgsRendererCategory("stale", lost, words["stale"]),
                QgsRendererCategory("out_of_service", lost.clone(), words["out_of_service"]),
            ],
        )
    )
    show_words(layer, {"state": words})
    layer.setMapTipTemplate('<b>[% "name" %]</b><br>[% round("range_m") %] m')


def dress_footprints(layer: QgsVectorLayer, dress: Dress) -> None:
    ink = dress.mark("text")
    layer.setRenderer(QgsSingleSymbolRenderer(area(ink, 0.05, line(ink, 1.0, opacity=0.55))))
    layer.setMapTipTemplate('<b>[% file_name("path") %]</b><br>[% "taken_at" %]')


def dress_photos(layer: QgsVectorLayer, dress: Dress) -> None:
    layer.setRenderer(QgsSingleSymbolRenderer(marker(dot(dress.mark("text2"), 4.0))))
    layer.setMapTipTemplate('<b>[% file_name("path") %]</b><br>[% "taken_at" %]')


def dress_areas(layer: QgsVectorLayer, dress: Dress) -> None:
    ink = dress.mark("text")
    layer.setRenderer(QgsSingleSymbolRenderer(area(ink, 0.0, line(ink, 1.0, opacity=0.18))))
    layer.setMapTipTemplate('<b>[% "name" %]</b><br>[% "code" %]')
