"""The threads of a server process: one answers what comes one after the other, and others only what comes meanwhile."""

from __future__ import annotations

from threading import Event, get_ident

import pytest

from chinhdanh.web.operations.threads import LastFirst


def _when(event: Event) -> int:
    assert event.wait(10)
    return get_ident()


def test_the_thread_that_worked_last_works_next_and_others_only_on_what_comes_meanwhile() -> None:
    threads = LastFirst(2)
    go_on = (Event(), Event())
    first, second = (threads.submit(_when, event) for event in go_on)
    third = threads.submit(get_ident)
    assert not third.done(), "both threads are at work"
    go_on[0].set()
    assert third.result(10) == first.result(10)
    go_on[1].set()
    last = second.result(10)
    assert last != first.result()
    assert {threads.submit(get_ident).result(10) for _n in range(5)} == {last}
    threads.shutdown()
    with pytest.raises(RuntimeError):
        threads.submit(get_ident)


def test_what_fails_is_told_and_ends_no_thread() -> None:
    threads = LastFirst(1)
    with pytest.raises(ZeroDivisionError):
        threads.submit(lambda: 1 / 0).result(10)
    assert threads.submit(lambda: "still here").result(10) == "still here"
    threads.shutdown()
