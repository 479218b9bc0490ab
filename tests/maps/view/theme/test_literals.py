"""Colours live in the palette and sizes in the scale: no other file of a view writes one down."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
VIEWS = sorted(
    path
    for package in ("maps", "video", "drones", "desktop", "plugins")
    for path in (ROOT / package).glob("**/view/**/*.py")
    if "theme" not in path.parts
)
HEX_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})(?![0-9A-Za-z])")
SIZE_SETTERS = frozenset(
    {
        "setFixedWidth",
        "setFixedHeight",
        "setFixedSize",
        "setMinimumWidth",
        "setMinimumHeight",
        "setMinimumSize",
        "setMaximumWidth",
        "setMaximumHeight",
        "setMaximumSize",
        "setContentsMargins",
        "setSpacing",
        "setHorizontalSpacing",
        "setVerticalSpacing",
        "addSpacing",
        "setIndentation",
        "setPixelSize",
        "setPointSize",
        "setPointSizeF",
        "setRowHeight",
        "setColumnWidth",
        "setDefaultSectionSize",
        "setIconSize",
        "setHandleWidth",
    }
)
NAMED_COLOURS_ALLOWED = frozenset({"transparent"})
UNITS_IN_STYLE = re.compile(r"\b[1-9]\d*(?:px|pt)\b")


def findings(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and HEX_COLOUR.fullmatch(node.value.strip()):
            yield f"{line}: the colour {node.value}"
        elif isinstance(node, ast.Call):
            yield from (f"{line}: {finding}" for finding in in_call(node))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            if node.value.attr == "GlobalColor" and node.attr not in NAMED_COLOURS_ALLOWED:
                yield f"{line}: the colour {node.attr}"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and is_global_colour(node):
            yield f"{line}: the colour {node.attr}"


def is_global_colour(node: ast.Attribute) -> bool:
    names = {"white", "black", "red", "green", "blue", "yellow", "cyan", "magenta", "gray", "darkGray", "lightGray"}
    return isinstance(node.value, ast.Name) and node.value.id == "Qt" and node.attr in names


def in_call(node: ast.Call) -> Iterator[str]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "QColor" and node.args and not isinstance(node.args[0], ast.Name | ast.Attribute | ast.Call):
        yield "QColor of a literal"
    if name in {"fromRgb", "fromRgbF", "fromHsv", "fromHsl"} and any(is_number(part) for part in node.args):
        yield f"{name} of literals"
    if name in SIZE_SETTERS and any(is_size(part) for part in sizes_of(node)):
        yield f"{name} of a number"
    if name == "setStyleSheet" and any(UNITS_IN_STYLE.search(words) for words in texts_in(node)):
        yield "a style sheet with sizes"
    if name == "setStyleSheet" and any(HEX_COLOUR.search(words) for words in texts_in(node)):
        yield "a style sheet with colours"


def sizes_of(node: ast.Call) -> Iterator[ast.expr]:
    """The numbers handed over, those inside a QSize or QMargins too."""
    for part in node.args:
        name = getattr(part.func, "id", "") if isinstance(part, ast.Call) else ""
        yield from part.args if isinstance(part, ast.Call) and name in {"QSize", "QMargins"} else (part,)


def is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


def is_size(node: ast.expr) -> bool:
    """Nothing and one hairline are no design."""
    return is_number(node) and isinstance(node, ast.Constant) and node.value not in {0, 1}


def texts_in(node: ast.Call) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_that_no_view_writes_a_colour_or_a_size_down(path: Path) -> None:
    assert list(findings(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        'INK = "#FF6B5E"',
        'painter.setPen(QColor("#fff"))',
        "painter.setPen(QColor(255, 0, 0))",
        "painter.setPen(Qt.GlobalColor.red)",
        "painter.setPen(Qt.red)",
        "button.setFixedWidth(120)",
        "layout.setContentsMargins(0, 8, 0, 0)",
        "button.setIconSize(QSize(20, 20))",
        'label.setStyleSheet("color: #AEB7C2")',
        'label.setStyleSheet(f"padding: 12px; color: {ink}")',
    ],
)
def test_that_the_check_sees_each_way_of_writing_one_down(source: str) -> None:
    assert list(findings(source))


@pytest.mark.parametrize(
    "source",
    [
        "pixmap.fill(Qt.GlobalColor.transparent)",
        "layout.setContentsMargins(0, 0, 0, 0)",
        "button.setFixedHeight(scale.BUTTON_PX)",
        'folio = "#12"',
        "painter.setPen(QColor(token))",
    ],
)
def test_that_the_check_leaves_the_rest_alone(source: str) -> None:
    assert not list(findings(source))
