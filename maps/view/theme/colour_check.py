"""How well a colour is seen: its contrast on the map, and how far two stay apart for colour-blind eyes.

For people who choose colours of their own; the palette itself is held by tests.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from maps.view.theme.palette import colour

Floats = NDArray[np.float64]
LEAST_CONTRAST = 3.0
"""WCAG 2.1, 1.4.11, of graphical objects."""
LEAST_DISTANCE = 0.05
"""OKLab; nearer ones are taken for each other on a map."""
_DEFICIENCIES = (
    ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
)
"""Full sight, protanopia, deuteranopia, tritanopia, on linear RGB (Machado, Oliveira and Fernandes 2009)."""
_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
"""Ottosson (2020)."""


def _linear(token: str) -> Floats:
    shade = colour(token)
    part = np.array([shade.redF(), shade.greenF(), shade.blueF()])
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2.1, 1.4.3: from 1 to 21."""
    dark, bright = sorted(float(_linear(token) @ [0.2126, 0.7152, 0.0722]) for token in (one, other))
    return (bright + 0.05) / (dark + 0.05)


def distance(one: str, other: str) -> float:
    """The least that any eye sees between them (OKLab)."""
    return min(
        float(np.linalg.norm(_oklab(np.array(matrix) @ _linear(one)) - _oklab(np.array(matrix) @ _linear(other))))
        for matrix in _DEFICIENCIES
    )


def _oklab(rgb: Floats) -> Floats:
    return _LAB @ np.cbrt(_CONES @ np.clip(rgb, 0.0, 1.0))


def alike(tokens: Sequence[str], most: int = 24) -> tuple[int, int] | None:
    """The two of them that are taken for each other most easily, when any are; of the first `most`."""
    pairs = combinations(range(min(len(tokens), most)), 2)
    nearest = min(pairs, key=lambda pair: distance(tokens[pair[0]], tokens[pair[1]]), default=None)
    if nearest is None or distance(tokens[nearest[0]], tokens[nearest[1]]) >= LEAST_DISTANCE:
        return None
    return nearest
