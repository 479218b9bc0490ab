"""Draws a stack: each layer by its own drawing, a little of each in turn, laid over each other as they come.

A layer that fails is told in the news and left out; the others go on. Pictures of layers are kept while the view
stays, so that a layer switched off and on is there at once.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from maps.cartography.drawing import Frame
from maps.cartography.stack.canvas import Canvas, Pixels
from maps.cartography.stack.compose import lay_over
from maps.cartography.stack.drawings import drawing_of
from maps.cartography.stack.labels import LabelSet, draw_labels
from maps.cartography.stack.layer_picture import LayerPicture, Surroundings
from maps.cartography.stack.selected import draw_selected
from maps.cartography.stack.vector_tiles import tile_labels
from maps.layer_facts import LayerNews, LayerState
from maps.layer_messages import StackJob
from maps.sources.layer_fault import LayerFaultError, one_line
from maps.stack import Blend, StackLayer, scale_denominator
from maps.symbology import Labels

_KEPT_BYTES = 384 << 20
_PART_EVERY_S = 0.2
Emit = Callable[[Pixels, tuple[LayerNews, ...]], None]


@dataclass(slots=True)
class _Progress:
    """One layer of the job under way."""

    layer: StackLayer
    key: tuple[object, ...]
    steps: Iterator[LayerPicture] | None = None
    picture: LayerPicture | None = None
    news: LayerNews = field(init=False)

    def __post_init__(self) -> None:
        self.news = LayerNews(self.layer.id, LayerState.WAITING)

    @property
    def is_under_way(self) -> bool:
        return self.steps is not None


class StackDrawing:
    """One thread's: it keeps pictures and, through the shelf, tables."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], LayerPicture] = OrderedDict()
        self._labelled: list[LabelSet] = []
        self._labels: tuple[tuple[object, ...], Pixels | None] = ((), None)

    def draw(
        self, job: StackJob, around: Surroundings, begin: Callable[[str], None], emit: Emit
    ) -> tuple[Pixels, tuple[LayerNews, ...]]:
        """The whole picture; better and better ones go to `emit` before. `begin` hears which layer is read."""
        canvas = Canvas(Frame(job.bounds_m, job.width_px, job.height_px, job.ratio, job.style))
        layers = [self._begun(layer, canvas, job, around) for layer in job.layers if layer.visible]
        told_s = time.monotonic()
        first_round = True
        while any(one.is_under_way for one in layers) and not around.is_stopped():
            for one in layers:
                if one.is_under_way and not around.is_stopped():
                    begin(one.layer.id)
                    self._step(one)
            due = first_round or time.monotonic() - told_s > _PART_EVERY_S
            if due and not job.whole and any(one.is_under_way for one in layers):
                emit(*self._composed(canvas, layers, job, around, begin))
                told_s, first_round = time.monotonic(), False
        return self._composed(canvas, layers, job, around, begin)

    def _begun(self, layer: StackLayer, canvas: Canvas, job: StackJob, around: Surroundings) -> _Progress:
        frame = canvas.frame
        view = (frame.frame_m, frame.width_px, frame.height_px, frame.ratio, frame.style)
        one = _Progress(layer, (layer.look_key, layer.labels, *view))
        if layer.id in job.barred:
            one.news = LayerNews(layer.id, LayerState.FAILED, job.barred[layer.id])
        elif not layer.limits.hold(scale_denominator(frame.ground_m_per_px)):
            one.news = LayerNews(layer.id, LayerState.OUT_OF_SCALE)
        else:
            self._look_up(one, canvas, around)
        return one

    def _look_up(self, one: _Progress, canvas: Canvas, around: Surroundings) -> None:
        """The kept picture of this very content, or a drawing that is about to begin."""
        try:
            drawing, stamp = drawing_of(one.layer, around)
        except (LayerFaultError, OSError) as error:
            one.news = _failed(one.layer, error)
            return
        one.key = (*one.key, stamp)
        kept = self._kept.get(one.key)
        if kept is not None:
            self._kept.move_to_end(one.key)
            one.picture, one.news = kept, _news(one.layer, kept)
        else:
            one.steps = drawing(one.layer, canvas, around)

    def _step(self, one: _Progress) -> None:
        assert one.steps is not None
        try:
            picture = next(one.steps)
        except StopIteration:
            one.steps = None
            return
        except (LayerFaultError, OSError) as error:
            one.steps, one.picture, one.news = None, None, _failed(one.layer, error)
            return
        one.picture, one.news = picture, _news(one.layer, picture)
        if picture.is_final:
            one.steps = None
            if picture.keeps:
                self._keep(one.key, picture)

    def _labels_of(self, canvas: Canvas, sets: "LabelSets") -> Pixels | None:
        """The picture of the labels, kept while they are the same of the same view."""
        frame = canvas.frame
        key = (frame.frame_m, frame.device_px, frame.style, *((one[0], one[1], id(one[2])) for one in sets))
        if self._labels[0] != key:
            self._labels = (key, draw_labels(canvas, sets))
            self._labelled = [one[2] for one in sets]  # alive, so that no other gets the id of one
        return self._labels[1]

    def _keep(self, key: tuple[object, ...], picture: LayerPicture) -> None:
        self._kept[key] = picture
        while len(self._kept) > 1 and sum(kept.bytes for kept in self._kept.values()) > _KEPT_BYTES:
            self._kept.popitem(last=False)

    def _composed(
        self,
        canvas: Canvas,
        layers: list[_Progress],
        job: StackJob,
        around: Surroundings,
        begin: Callable[[str], None],
    ) -> tuple[Pixels, tuple[LayerNews, ...]]:
        begin("")
        ground = canvas.blank()
        for one in layers:
            if one.picture is not None and one.picture.pixels.size:
                picture = one.picture
                lay_over(ground, picture.pixels, picture.left, picture.top, one.layer.opacity, one.layer.blend)
        sets = [
            (one.layer.labels or tile_labels(), one.layer.opacity, one.picture.labels)
            for one in layers
            if one.picture is not None and one.picture.labels is not None
        ]
        for above in (draw_selected(job, canvas, around), self._labels_of(canvas, sets)):
            if above is not None:
                lay_over(ground, np.asarray(above), 0, 0, 1.0, Blend.NORMAL)
        return ground, tuple(one.news for one in layers)


LabelSets = list[tuple[Labels, float, LabelSet]]


def _news(layer: StackLayer, picture: LayerPicture) -> LayerNews:
    state = LayerState.DRAWN if picture.is_final else LayerState.PARTIAL
    if picture.is_preparing:
        state = LayerState.PREPARING
    return LayerNews(
        layer.id,
        state,
        picture.code,
        picture.detail,
        shown=picture.shown,
        clustered=picture.clustered,
        as_of_s=picture.as_of_s,
    )


def _failed(layer: StackLayer, error: Exception) -> LayerNews:
    if isinstance(error, LayerFaultError):
        return LayerNews(layer.id, LayerState.FAILED, error.code, error.detail)
    return LayerNews(layer.id, LayerState.FAILED, "not_written", one_line(error))
