"""The threads of a server process: of those that are free, the one that worked last works next.

Each has a connection to the database, with the tables and plans that it came to know. Taken in turns, all of them would be
new to most of what is asked; so one or two answer nearly everything, and the others what comes at the same time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

from gunicorn.workers.gthread import ThreadWorker

_Told = Callable[[], None]
_Job = Callable[[], _Told]
"""Does something, and gives what tells whoever waits for it."""
_Found = TypeVar("_Found")


class LastFirst(Executor):
    """Up to `most` threads; what is given to them waits while all are at work."""

    def __init__(self, most: int) -> None:
        """Begin with none: each is started when it is needed for the first time."""
        self._most = most
        self._lock = Lock()
        self._threads: list[Thread] = []
        self._free: list[SimpleQueue[_Job | None]] = []
        self._waiting: deque[_Job] = deque()
        self._ending = False

    def submit(self, work: Callable[..., _Found], /, *args: Any, **more: Any) -> Future[_Found]:
        """Have it done by a thread."""
        future: Future[_Found] = Future()

        def job() -> _Told:
            if not future.set_running_or_notify_cancel():
                return lambda: None
            try:
                found = work(*args, **more)
            except BaseException as error:
                return partial(future.set_exception, error)
            return partial(future.set_result, found)

        with self._lock:
            if self._ending:
                raise RuntimeError("the threads are ending")
            if self._free:
                self._free.pop().put(job)
            elif len(self._threads) < self._most:
                thread = Thread(target=self._work, args=(job,), daemon=True)
                self._threads.append(thread)
                thread.start()
            else:
                self._waiting.append(job)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take nothing more; what was taken is done, or forgotten with `cancel_futures` where it was not begun."""
        with self._lock:
            self._ending = True
            if cancel_futures:
                self._waiting.clear()
            free, self._free = self._free, []
        for given in free:
            given.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def _work(self, job: _Job) -> None:
        given: SimpleQueue[_Job | None] = SimpleQueue()
        following: _Job | None = job
        while following is not None:
            tell = following()
            with self._lock:
                following = self._waiting.popleft() if self._waiting else None
                is_free = following is None and not self._ending
                if is_free:
                    self._free.append(given)
            # Whoever learns that it is done finds this thread free already.
            tell()
            if is_free:
                del tell
                following = given.get()


class Worker(ThreadWorker):
    """A process of the server with such threads."""

    def get_thread_pool(self) -> LastFirst:
        return LastFirst(self.cfg.threads)
