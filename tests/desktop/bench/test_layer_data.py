"""The data that map layers are measured with is the same every time, and in the place that is measured."""

from collections import Counter
from itertools import islice

from desktop.bench import layer_data
from desktop.bench.layer_data import CENTRE, SPAN_DEG


def test_that_the_city_is_the_same_every_time_and_lies_around_its_centre() -> None:
    first, again = (list(islice(layer_data._features(), 300)) for _ in range(2))
    assert first == again
    for feature in first:
        (lon, lat), *_ = feature["geometry"]["coordinates"][0]  # type: ignore[index]
        assert abs(lon - CENTRE.lon_deg) < SPAN_DEG
        assert abs(lat - CENTRE.lat_deg) < SPAN_DEG
    assert Counter(feature["properties"]["class"] for feature in first) == dict.fromkeys(range(5), 60)  # type: ignore[index]
