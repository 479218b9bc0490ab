"""What is typed over a column, as a comparison: `juárez`, `>5`, `<=2024`, `=7`, `!bache`, `a; b`, `∅` or `!∅`. Pure."""

from desktop.view.layers.look.filter_form import typed
from maps.feature_filter import Compare, Every, Filter, Operator
from maps.layer_facts import Column, ColumnType

_SIGNS = (
    (">=", Operator.AT_LEAST),
    ("<=", Operator.AT_MOST),
    ("!=", Operator.NOT_EQUAL),
    (">", Operator.MORE),
    ("<", Operator.LESS),
    ("=", Operator.EQUAL),
    ("!", Operator.NOT_EQUAL),
)
EMPTY_SIGNS = frozenset({"∅", "-"})
_NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.REAL})


def comparison(text: str, column: Column) -> Compare | None:
    """None for nothing typed, or a sign without a value yet."""
    said = text.strip()
    if said.removeprefix("!").strip() in EMPTY_SIGNS:
        return Compare(column.name, Operator.NOT_EMPTY if said.startswith("!") else Operator.IS_EMPTY)
    for sign, operator in _SIGNS:
        if said.startswith(sign):
            value = said.removeprefix(sign).strip()
            return Compare(column.name, operator, typed(value, column.type)) if value else None
    return _without_sign(said, column) if said else None


def _without_sign(said: str, column: Column) -> Compare | None:
    """Several values parted by semicolons, a number, or a text that is contained."""
    if ";" in said:
        parts = tuple(typed(part, column.type) for part in said.split(";") if part.strip())
        return Compare(column.name, Operator.ONE_OF, values=parts) if parts else None
    if column.type in _NUMBERS or column.type is ColumnType.BOOLEAN:
        return Compare(column.name, Operator.EQUAL, typed(said, column.type))
    return Compare(column.name, Operator.CONTAINS, said)


def filter_of(texts: dict[str, str], columns: tuple[Column, ...]) -> Filter | None:
    """All that is typed holds at once."""
    tests = tuple(test for column in columns if (test := comparison(texts.get(column.name, ""), column)) is not None)
    return Every(tests) if tests else None
