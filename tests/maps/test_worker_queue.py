"""The queue before a child: order, lanes, bounds, ends."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from maps.worker_messages import ImportJob
from maps.worker_queue import LONGEST, Task, TaskQueue, WorkerFault

JOB = ImportJob("source", "target", "names")


def task(ticket: int, lane: str = "", faults: list[WorkerFault] | None = None) -> Task:
    heard = faults if faults is not None else []
    return Task(ticket, JOB, lambda _: None, heard.append, lambda: None, 1.0, lane)


def drained(queue: TaskQueue, count: int) -> list[int]:
    taken = (queue.take() for _ in range(count))
    return [one.ticket for one in taken if one is not None]


def test_that_jobs_are_taken_in_their_order() -> None:
    queue = TaskQueue()
    for ticket in (1, 2, 3):
        queue.put(task(ticket))
    assert drained(queue, 3) == [1, 2, 3]


@given(st.lists(st.sampled_from(["", "view", "overview"]), min_size=1, max_size=40))
def test_that_of_a_lane_only_the_newest_waits(lanes: list[str]) -> None:
    queue = TaskQueue()
    for ticket, lane in enumerate(lanes):
        queue.put(task(ticket, lane))
    newest = {lane: ticket for ticket, lane in enumerate(lanes)}
    expected = [ticket for ticket, lane in enumerate(lanes) if not lane or newest[lane] == ticket]
    assert drained(queue, len(expected)) == expected


def test_that_a_full_queue_gives_up_its_oldest_job_and_says_so() -> None:
    queue = TaskQueue()
    faults: list[WorkerFault] = []
    for ticket in range(LONGEST + 2):
        queue.put(task(ticket, faults=faults))
    assert [fault.code for fault in faults] == ["overflow", "overflow"]
    assert drained(queue, 1) == [2]


def test_that_a_cancelled_job_is_not_taken() -> None:
    queue = TaskQueue()
    queue.put(task(1))
    queue.put(task(2))
    queue.cancel(1)
    assert drained(queue, 1) == [2]


def test_that_a_job_in_hand_is_wanted_until_it_is_cancelled() -> None:
    queue = TaskQueue()
    queue.put(task(1))
    queue.put(task(2))
    queue.take()
    queue.cancel(7)
    assert queue.is_wanted
    queue.cancel(1)
    assert not queue.is_wanted
    queue.take()
    assert queue.is_wanted


def test_that_closing_wakes_who_waits_and_empties_the_queue() -> None:
    queue = TaskQueue()
    taken: list[Task | None] = []
    waiter = threading.Thread(target=lambda: taken.append(queue.take()))
    waiter.start()
    queue.close()
    waiter.join(timeout=5.0)
    assert taken == [None]
    queue.put(task(1))
    assert queue.take() is None
