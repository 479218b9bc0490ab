"""What one layer adds to a picture of a stack, and what the drawing of all layers shares."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from maps.cartography.stack.canvas import Canvas, Pixels, cropped
from maps.cartography.stack.labels import LabelSet
from maps.layer_messages import Places, Secrets
from maps.sources.feature_shelf import FeatureShelf
from maps.stack import StackLayer


@dataclass(frozen=True, slots=True, eq=False)
class LayerPicture:
    """`pixels` at `left`, `top` of the frame; of no size when nothing is in view.

    `is_final` False: a better one follows. `is_preparing`: the source is shown in full only after a preparation.
    `keeps`: worth keeping for the next picture of this view.
    """

    pixels: Pixels
    left: int = 0
    top: int = 0
    labels: LabelSet | None = None
    shown: int | None = None
    clustered: bool = False
    code: str = ""
    detail: str = ""
    as_of_s: float | None = None
    is_final: bool = True
    is_preparing: bool = False
    keeps: bool = True

    @classmethod
    def of(cls, pixels: Pixels, shown: int | None = None) -> "LayerPicture":
        part, left, top = cropped(pixels)
        return cls(part, left, top, shown=shown)

    def but(self, **changes: object) -> "LayerPicture":
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def bytes(self) -> int:
        return self.pixels.nbytes + 200 * (len(self.labels.texts) if self.labels else 0) + 500


@dataclass(slots=True)
class Surroundings:
    """What a drawing may use: the child's open tables, the folders and passwords of this job, and who stops it."""

    shelf: FeatureShelf
    places: Places
    secrets: Secrets = field(default_factory=dict[str, tuple[str, str]])
    is_stopped: Callable[[], bool] = lambda: False
    whole: bool = False
    """Only the final picture is wanted: take the time that it needs."""


class Drawing(Protocol):
    """Gives better and better pictures of a layer; the last is final. Raises LayerFaultError."""

    def __call__(self, layer: StackLayer, canvas: Canvas, around: Surroundings) -> Iterator[LayerPicture]: ...
