"""Atalaya in QGIS: the store of a municipal operations centre as a styled layer group that follows what happens.

Written on the names of `qgis.PyQt`, with enums by their scope: the same source runs in QGIS 3.22 on Qt 5 and in QGIS 4
on Qt 6. The store is opened strictly read-only; see `sources` for how.
"""


def classFactory(iface):
    """Called by QGIS when the plugin is loaded."""
    from .plugin import AtalayaPlugin

    return AtalayaPlugin(iface)
