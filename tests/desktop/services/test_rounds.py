import logging
import threading

import pytest

from desktop.services.rounds import Rounds


def test_that_jobs_come_round_and_a_failing_one_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="desktop.services.rounds")
    came, tries, enough = [0], [0], threading.Event()

    def comes() -> None:
        came[0] += 1
        if came[0] >= 5 and tries[0] >= 5:
            enough.set()

    def fails() -> None:
        tries[0] += 1
        if tries[0] < 4:
            raise OSError("the store is away")

    rounds = Rounds()
    rounds.add("comes", 0.01, comes)
    rounds.add("fails", 0.01, fails)
    rounds.start()
    assert enough.wait(5.0)
    rounds.stop()
    assert [record.getMessage() for record in caplog.records] == ["fails: the store is away", "fails: goes on"]


def test_that_a_job_may_be_added_while_they_go_round() -> None:
    rounds, done = Rounds(), threading.Event()
    rounds.add("first", 0.01, lambda: rounds.add("second", 0.01, done.set) if not done.is_set() else None)
    rounds.start()
    assert done.wait(5.0)
    rounds.stop()
