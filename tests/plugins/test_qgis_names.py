"""The plugin for QGIS as it is written: words in Spanish, and Qt by names that Qt 5 and Qt 6 both have.

It runs in no process of ours: it is read here, and runs in `tests/qgis`.
"""

import ast
import configparser
import enum
import importlib
import string
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

PLUGIN = Path(__file__).parents[2] / "plugins/qgis/atalaya_qgis"
FILES = sorted(PLUGIN.rglob("*.py"))


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for file in FILES:
        yield file.relative_to(PLUGIN), ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 10))


def shown() -> set[str]:
    words: set[str] = set()
    for file, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{file}:{node.lineno}: tr() needs the words themselves"
                words.add(str(first.value))
    return words


def spanish() -> dict[str, str]:
    messages = ET.parse(PLUGIN / "i18n/es.ts").getroot().iter("message")
    return {str(one.findtext("source")): str(one.findtext("translation") or "") for one in messages}


def test_that_every_word_has_its_spanish_and_no_translation_is_left_over() -> None:
    known = spanish()
    assert shown() == set(known)
    assert not [source for source, said in known.items() if not said]


def test_that_a_translation_fills_the_same_gaps() -> None:
    def gaps(words: str) -> list[str]:
        return sorted(name for _, name, _, _ in string.Formatter().parse(words) if name)

    assert not [source for source, said in spanish().items() if gaps(source) != gaps(said)]


def test_that_qt_is_reached_through_qgis_alone() -> None:
    for file, tree in trees():
        for node in ast.walk(tree):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.startswith(("PyQt", "PySide"))], f"{file}:{node.lineno}"


def test_that_every_enum_of_qt_is_named_with_its_scope() -> None:
    """PyQt6 has no others; the classes of PySide6 tell which names are members of an enum."""
    seen = 0
    for file, tree in trees():
        known = dict(_qt_classes(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
                found = getattr(known[node.value.id], node.attr, None)
                assert not isinstance(found, enum.Enum), f"{file}:{node.lineno}: {node.value.id}.{node.attr}"
                seen += 1
    assert seen > 10


def _qt_classes(tree: ast.Module) -> Iterator[tuple[str, object]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qgis.PyQt."):
            for alias in node.names:
                for module in ((node.module or "").rpartition(".")[2], "QtGui"):  # QAction has moved
                    found = getattr(importlib.import_module(f"PySide6.{module}"), alias.name, None)
                    if found is not None:
                        yield alias.asname or alias.name, found


@pytest.mark.parametrize("gone", ["exec_", "toTime_t", "QRegExp", "QDesktopWidget", "setMargin", "QVariant"])
def test_that_nothing_is_used_that_qt_6_has_dropped(gone: str) -> None:
    for file, tree in trees():
        used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        used |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert gone not in used, file


def test_that_the_metadata_says_which_qgis_and_has_what_qgis_asks_for() -> None:
    metadata = configparser.ConfigParser()
    metadata.read(PLUGIN / "metadata.txt", encoding="utf-8")
    told = metadata["general"]
    assert (told["qgisMinimumVersion"], told["qgisMaximumVersion"], told["supportsQt6"]) == ("3.22", "4.99", "True")
    assert all(told[name] for name in ("name", "description", "about", "version", "author", "email", "icon"))
    assert (PLUGIN / told["icon"]).is_file()


@pytest.mark.parametrize("page", ["es.html", "en.html"])
def test_that_the_help_needs_nothing_from_elsewhere(page: str) -> None:
    text = (PLUGIN / "help" / page).read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "http" not in text.replace("http-equiv", "")
    assert len(text) > 2000
