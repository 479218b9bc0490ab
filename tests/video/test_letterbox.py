import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from video.letterbox import BAR_GREY, Letterbox

sides = st.integers(16, 2200)


@given(sides, sides)
def test_that_boxes_come_back_from_the_input_to_the_frame(width: int, height: int) -> None:
    fit = Letterbox.of((height, width), 640, 32)
    box = np.array([[0.1 * width, 0.2 * height, 0.7 * width, 0.9 * height]], np.float32)
    laid = box * fit.scale + np.array([fit.left_px, fit.top_px] * 2, np.float32)
    assert np.allclose(fit.back(laid), box, atol=0.01)


@given(sides, sides)
def test_that_the_input_is_the_least_rectangle_of_whole_strides(width: int, height: int) -> None:
    fit = Letterbox.of((height, width), 640, 32)
    assert max(fit.width_px, fit.height_px) == 640
    assert fit.width_px % 32 == fit.height_px % 32 == 0
    assert fit.width_px - round(width * fit.scale) < 32
    assert fit.height_px - round(height * fit.scale) < 32


def test_that_a_frame_of_four_to_three_needs_no_bars_and_no_square() -> None:
    fit = Letterbox.of((576, 768, 3), 640, 32)
    assert (fit.width_px, fit.height_px, fit.left_px, fit.top_px) == (640, 480, 0, 0)


def test_that_bars_are_grey_where_a_model_takes_one_size_only() -> None:
    fit = Letterbox.of((90, 160, 3), 640, 32, fixed=(640, 640))
    laid = fit.lay(np.full((90, 160, 3), 200, np.uint8))
    assert laid.shape == (640, 640, 3)
    assert laid[0, 0, 0] == BAR_GREY
    assert laid[320, 320, 0] == 200
