"""The talk over the pipe: what goes in comes out, and nonsense is told apart from an end."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.worker_messages import (
    LARGEST_MESSAGE_BYTES,
    BrokenPipeTalkError,
    DrawJob,
    ImportDone,
    Progress,
    receive_job,
    receive_reply,
    send,
)


def test_that_a_message_comes_out_as_it_went_in() -> None:
    pipe = io.BytesIO()
    job = DrawJob(("a.gpkg",), (0.0, 1.0, 2.0, 3.0), 1600, 1000, 2.0, "night", "/run/1.bgra")
    done = ImportDone({"area": 3}, 1.0, 2.0, 300.0, "© OpenStreetMap contributors")
    send(pipe, job)
    send(pipe, Progress(0.5))
    send(pipe, done)
    pipe.seek(0)
    assert receive_job(pipe) == job
    assert receive_reply(pipe) == Progress(0.5)
    assert receive_reply(pipe) == done
    assert receive_reply(pipe) is None


@given(st.binary(max_size=64))
def test_that_noise_is_an_end_or_an_error_and_never_a_reply(noise: bytes) -> None:
    try:
        assert receive_reply(io.BytesIO(noise)) is None
    except BrokenPipeTalkError:
        return


def test_that_a_length_beyond_reason_is_not_read() -> None:
    with pytest.raises(BrokenPipeTalkError):
        receive_reply(io.BytesIO((LARGEST_MESSAGE_BYTES + 1).to_bytes(4, "little")))
