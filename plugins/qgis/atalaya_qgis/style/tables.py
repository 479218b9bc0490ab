"""Columns in a table or beside a click: codes are shown as words."""

from qgis.core import QgsEditorWidgetSetup, QgsVectorLayer


def show_words(layer: QgsVectorLayer, words_of: dict[str, dict[str, str]]) -> None:
    for column, words in words_of.items():
        index = layer.fields().indexOf(column)
        if index >= 0:
            shown = [{word: code} for code, word in words.items()]
            layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup("ValueMap", {"map": shown}))


def name_columns(layer: QgsVectorLayer, names: dict[str, str]) -> None:
    for column, name in names.items():
        index = layer.fields().indexOf(column)
        if index >= 0:
            layer.setFieldAlias(index, name)
