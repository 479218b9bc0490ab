"""Styles as QML, QGIS's own format: what QGIS has the same thing for is written and read so that both draw it alike."""
