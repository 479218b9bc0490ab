"""The one thing that loops: what nobody has acknowledged pulses, in phase everywhere since all read one clock."""

import math
import time

from maps.view.theme import scale


def pulse_opacity(monotonic_s: float | None = None) -> float:
    """Between 1 and the scale's low opacity, at its rate."""
    now_s = time.monotonic() if monotonic_s is None else monotonic_s
    wave = (1.0 + math.cos(2.0 * math.pi * scale.PULSE_HZ * now_s)) / 2.0
    return scale.PULSE_LOW_OPACITY + (1.0 - scale.PULSE_LOW_OPACITY) * wave
