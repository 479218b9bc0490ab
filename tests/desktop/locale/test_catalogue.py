"""The Spanish catalogue holds every string that is shown, and nothing else is shown."""

import ast
import gettext
import string
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from desktop import locale

ROOT = Path(__file__).parents[3]
PACKAGES = ("desktop", "maps", "video", "drones", "plugins")
MARKERS = {"_", "gettext", "later", "_later", "ngettext"}


def _calls(tree: ast.AST) -> Iterator[list[str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
            wanted = 2 if node.func.id == "ngettext" else 1
            found = [one.value for one in node.args[:wanted] if isinstance(one, ast.Constant)]
            words = [value for value in found if isinstance(value, str)]
            if len(words) == wanted:
                yield words


def shown() -> dict[str, tuple[str, Path]]:
    """Every source string: its plural (or nothing) and a file that shows it."""
    found: dict[str, tuple[str, Path]] = {}
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            if "qgis" not in file.relative_to(ROOT).parts:
                for words in _calls(ast.parse(file.read_text(encoding="utf-8"))):
                    found[words[0]] = (words[1] if len(words) > 1 else "", file)
    return found


def _translated() -> dict[str, polib.POEntry]:
    return {entry.msgid: entry for entry in polib.pofile(str(locale.CATALOGUE)) if not entry.obsolete}


def _said(entry: polib.POEntry) -> list[str]:
    plural: dict[int, str] = entry.msgstr_plural
    return list(plural.values()) if plural else [entry.msgstr]


def test_that_every_shown_string_has_its_spanish() -> None:
    known = _translated()
    missing = [f"{file.relative_to(ROOT)}: {text!r}" for text, (_plural, file) in shown().items() if text not in known]
    assert not missing, "\n".join(missing)
    empty = [text for text, entry in known.items() if not all(_said(entry))]
    assert not empty


def test_that_no_translation_is_left_over() -> None:
    assert set(_translated()) <= set(shown())


def test_that_no_translation_is_fuzzy() -> None:
    assert not [entry.msgid for entry in _translated().values() if entry.fuzzy]


def _fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def test_that_translations_keep_the_fields_of_their_source() -> None:
    wrong = [
        entry.msgid
        for entry in _translated().values()
        if any(_fields(said) != _fields(entry.msgid) for said in _said(entry))
    ]
    assert not wrong


def test_that_gettext_speaks_spanish_by_default_and_english_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "")
    locale.install(cache=tmp_path)
    assert gettext.gettext("Acknowledge") == "Reconocer"
    assert gettext.ngettext("{n} new", "{n} new", 3) == "{n} nuevas"
    locale.install("en", cache=tmp_path)
    assert gettext.gettext("Acknowledge") == "Acknowledge"


def test_that_a_cache_that_cannot_be_written_costs_nothing_but_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "")
    (tmp_path / "file").write_text("in the way")
    locale.install(cache=tmp_path / "file")
    assert gettext.gettext("Acknowledge") == "Reconocer"


def test_that_an_unknown_language_is_refused_by_name() -> None:
    with pytest.raises(locale.UnknownLanguageError, match="'fr'"):
        locale.install("fr")
