"""A generated street scene, for cameras of the exercise on a machine that has no recording at all. Says what it is."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

WIDTH_PX, HEIGHT_PX, FPS, LENGTH_S = 640, 360, 10, 24
Picture = NDArray[np.uint8]


def write(path: Path, seed: int) -> None:
    """An MP4 of figures and vehicles crossing a street at night; always the same for the same seed."""
    dice = np.random.default_rng(seed)
    street = _street(dice)
    walkers = [
        (dice.uniform(0, WIDTH_PX), dice.uniform(150, 205), dice.choice([-1, 1]) * dice.uniform(12, 22))
        for _ in range(7)
    ]
    cars = [(dice.uniform(0, WIDTH_PX), dice.choice([250.0, 292.0]), dice.uniform(60, 120)) for _ in range(3)]
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=Fraction(FPS), options={"qscale": "4"})
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuv420p"
        for i in range(FPS * LENGTH_S):
            picture = _frame(street, walkers, cars, i / FPS)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())


def _street(dice: np.random.Generator) -> Picture:
    picture = np.full((HEIGHT_PX, WIDTH_PX, 3), 26, np.uint8)
    picture[:120] = np.linspace(10, 30, 120)[:, None, None].astype(np.uint8)
    picture[120:215] = 58
    picture[215:330] = 40
    picture[268:272, ::2] = 120
    for x in range(0, WIDTH_PX, 90):
        picture[40:120, x : x + int(dice.uniform(50, 80))] = int(dice.uniform(30, 52))
    return picture


def _frame(
    street: Picture, walkers: list[tuple[float, float, float]], cars: list[tuple[float, float, float]], t_s: float
) -> Picture:
    picture = street.copy()
    for x, y, speed in walkers:
        _figure(picture, int((x + speed * t_s) % WIDTH_PX), int(y))
    for x, y, speed in cars:
        left = int((x + speed * t_s) % (WIDTH_PX + 90)) - 90
        picture[int(y) : int(y) + 34, max(0, left) : max(0, left + 84)] = (96, 90, 70)
        picture[int(y) + 6 : int(y) + 16, max(0, left + 16) : max(0, left + 62)] = (140, 150, 150)
    return picture


def _figure(picture: Picture, x: int, foot: int) -> None:
    picture[foot - 46 : foot - 36, max(0, x - 5) : x + 5] = (150, 170, 200)
    picture[foot - 36 : foot - 14, max(0, x - 8) : x + 8] = (70, 60, 120)
    picture[foot - 14 : foot, max(0, x - 6) : x + 6] = (50, 44, 40)
