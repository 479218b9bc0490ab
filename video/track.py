"""A tracked object in one frame. Apart from the tracker, whose libraries take two seconds to import."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Track:
    """An object in one frame. `box` is x1, y1, x2, y2 in pixels; `age_s` since its first frame."""

    number: int
    class_name: str
    score: float
    box: tuple[float, float, float, float]
    age_s: float

    @property
    def foot(self) -> tuple[float, float]:
        """Where it stands: the middle of the lower edge."""
        return (self.box[0] + self.box[2]) / 2, self.box[3]

    @property
    def height_px(self) -> float:
        return self.box[3] - self.box[1]
