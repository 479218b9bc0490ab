"""What a kind of shape is called, and what one measures, in the operator's words."""

from gettext import gettext as _

from maps.measure import covered_m2, length_m
from maps.shape import Shape, ShapeKind
from maps.view.amounts import area_words, length_words


def kind_name(kind: ShapeKind) -> str:
    return {
        ShapeKind.POINT: _("Point"),
        ShapeKind.LINE: _("Line"),
        ShapeKind.AREA: _("Area"),
        ShapeKind.TEXT: _("Text"),
        ShapeKind.ARROW: _("Arrow"),
        ShapeKind.CIRCLE: _("Circle"),
    }[kind]


def measured(shape: Shape) -> str:
    """`1.24 ha · around 480.0 m`, `238.4 m`, `12 400 m² · radius 62.8 m`; nothing of a point."""
    length = length_words(length_m(shape))
    if shape.kind in {ShapeKind.POINT, ShapeKind.TEXT}:
        return ""
    if shape.kind is ShapeKind.AREA:
        return f"{area_words(covered_m2(shape))} · {_('around {length}').format(length=length)}"
    if shape.kind is ShapeKind.CIRCLE:
        return f"{area_words(covered_m2(shape))} · {_('radius {length}').format(length=length)}"
    return length
