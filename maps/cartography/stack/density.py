"""Many points as one picture: a heat map, or groups with their count."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from maps.cartography.inks import RAMPS, hex_of, rgb_of
from maps.cartography.label_style import FACE
from maps.cartography.markup import element, rule, style
from maps.cartography.stack.canvas import Canvas, Part, Pixels, rendered
from maps.cartography.stack.sprites import sprite_of
from maps.cartography.stack.stamping import stamp
from maps.sources.mercator import Floats
from maps.symbology import Clusters, HeatMap, Ramp, Symbol

_STEPS = 256
_BRIGHTEST_SHARE = 99.5
"""The percentile of cells that gets the last colour: one crowded cell must not darken all others."""
_GROUP_PX = 26.0
_FAINT = 0.04


def ramp_table(ramp: Ramp, steps: int = _STEPS) -> NDArray[np.uint8]:
    """(steps, 3) of blue, green, red."""
    stops = np.array([rgb_of(colour) for colour in RAMPS[ramp]], dtype=np.float64)[:, ::-1]
    at = np.linspace(0, len(stops) - 1, steps)
    table = [np.interp(at, np.arange(len(stops)), stops[:, part]) for part in range(3)]
    return np.stack(table, axis=1).round().astype(np.uint8)


def draw_heat(canvas: Canvas, xy_m: Floats, weights: Floats | None, look: HeatMap) -> Pixels:
    """Density of points in the frame and a margin around it, smoothed by a Gaussian of half the radius."""
    cell = max(1, round(look.radius_px * canvas.frame.ratio / 4))
    x_px, y_px = canvas.to_pixels(xy_m)
    sigma = max(0.5, look.radius_px * canvas.frame.ratio / 2 / cell)
    pad = int(np.ceil(3 * sigma))
    columns, rows = -(-canvas.width // cell) + 2 * pad, -(-canvas.height // cell) + 2 * pad
    column, row = np.floor(x_px / cell).astype(np.int64) + pad, np.floor(y_px / cell).astype(np.int64) + pad
    inside = (column >= 0) & (row >= 0) & (column < columns) & (row < rows)
    mass = None if weights is None else np.nan_to_num(np.clip(weights[inside], 0.0, None))
    counts = np.bincount(row[inside] * columns + column[inside], mass, columns * rows).reshape(rows, columns)
    smooth = np.asarray(gaussian_filter(counts.astype(np.float64), sigma), dtype=np.float64)[pad:-pad, pad:-pad]
    return _coloured(canvas, smooth, look, cell)


def _coloured(canvas: Canvas, cells: Floats, look: HeatMap, cell: int) -> Pixels:
    from PIL import Image  # noqa: PLC0415 - only here

    if not cells.any():
        return canvas.blank()
    full = float(np.percentile(cells[cells > 0], _BRIGHTEST_SHARE))
    strength = np.sqrt(np.clip(cells / full, 0.0, 1.0)).astype(np.float32)
    size = (cells.shape[1] * cell, cells.shape[0] * cell)
    fine = np.asarray(Image.fromarray(strength).resize(size, Image.Resampling.BILINEAR))[
        : canvas.height, : canvas.width
    ]
    share = np.clip((fine - _FAINT) * 4.0, 0.0, 1.0) * look.opacity
    colours = ramp_table(look.ramp)[(np.clip(fine, 0, 1) * (_STEPS - 1)).astype(np.intp)]
    out = np.empty((*fine.shape, 4), dtype=np.uint8)
    out[..., :3] = colours * share[..., None]
    out[..., 3] = share * 255
    return out


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """n groups: their middles in device pixels and how many points each stands for."""

    x_px: Floats
    y_px: Floats
    counts: NDArray[np.int64]


def grouped(canvas: Canvas, xy_m: Floats, look: Clusters) -> Groups:
    """By cells of a grid that lies still on the ground, so that groups do not dance while the map is dragged."""
    cell_m = look.cell_px * canvas.frame.ratio * canvas.m_per_device_px
    column, row = np.floor(xy_m[:, 0] / cell_m).astype(np.int64), np.floor(xy_m[:, 1] / cell_m).astype(np.int64)
    _, owner, counts = np.unique(column * (1 << 32) + row, return_inverse=True, return_counts=True)
    x_px, y_px = canvas.to_pixels(xy_m)
    mean_x = np.bincount(owner, x_px, len(counts)) / counts
    mean_y = np.bincount(owner, y_px, len(counts)) / counts
    return Groups(mean_x, mean_y, counts)


def draw_groups(canvas: Canvas, groups: Groups, symbol: Symbol) -> Pixels:
    """A group of one is drawn as its mark; others as a disc with their count, larger with ten times as many."""
    picture = canvas.blank()
    single = groups.counts == 1
    _stamp(picture, groups, single, symbol, canvas)
    for digits in range(1, 8):
        held = ~single & (groups.counts >= 10 ** (digits - 1)) & (groups.counts < 10**digits)
        disc = Symbol(colour="line", edge=symbol.colour, edge_px=2.0, size_px=_GROUP_PX + 4.0 * (digits - 1))
        _stamp(picture, groups, held, disc, canvas)
    return _with_counts(canvas, picture, groups)


def _stamp(picture: Pixels, groups: Groups, held: NDArray[np.bool_], symbol: Symbol, canvas: Canvas) -> None:
    if held.any():
        sprite = sprite_of(symbol, canvas.frame.style, canvas.frame.ratio)
        columns, rows = (np.rint(part[held]).astype(np.intp) for part in (groups.x_px, groups.y_px))
        stamp(picture, columns, rows, np.zeros(len(columns), dtype=np.intp), (sprite,))


def count_words(count: int) -> str:
    """Short enough for a disc: 950, 12k, 1.2M."""
    if count < 1000:
        return str(count)
    if count < 1_000_000:
        return f"{count / 1000:.1f}k" if count < 10_000 else f"{count // 1000}k"
    return f"{count / 1_000_000:.1f}M"


def _with_counts(canvas: Canvas, picture: Pixels, groups: Groups) -> Pixels:
    several = np.flatnonzero(groups.counts > 1)
    if not len(several):
        return picture
    west, _, _, north = canvas.frame.frame_m
    x_m, y_m = (
        west + groups.x_px[several] * canvas.m_per_device_px,
        north - groups.y_px[several] * canvas.m_per_device_px,
    )
    text = element(
        "TextSymbolizer",
        "[n]",
        face_name=FACE,
        size=12.0,
        fill=hex_of("text", canvas.frame.style),
        allow_overlap="true",
        placement="point",
        horizontal_alignment="middle",
        vertical_alignment="middle",
    )
    points = np.asarray(shapely.points(x_m, y_m), dtype=object)
    words = [count_words(int(count)) for count in groups.counts[several]]
    counts = rendered(canvas, (style("counts", rule("", text)),), (Part(points, {"n": words}, ("counts",)),))
    rest = picture.astype(np.uint16) * (255 - counts[..., 3:].astype(np.uint16))
    return (counts + ((rest + 128 + ((rest + 128) >> 8)) >> 8)).astype(np.uint8)
