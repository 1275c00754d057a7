"""The server of production: one master process and workers with threads."""

from __future__ import annotations

import os
from contextlib import nullcontext
from typing import Any

from gunicorn.app.base import BaseApplication

from chinhdanh.web.jobs.keeping import worker_beside
from chinhdanh.web.operations.safety import SERVING
from chinhdanh.web.operations.threads import Worker


class Server(BaseApplication):
    """Serves `chinhdanh.web.wsgi` with these options of gunicorn."""

    def __init__(self, **options: Any) -> None:
        """Keep the options; nothing listens yet."""
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Settings of gunicorn: these and its defaults; none from files or the command line."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, loaded in each worker: connections to the database are not shared between processes."""
        from chinhdanh.web.wsgi import application

        return application


def serve(listen: list[str], workers: int, threads: int, jobs: bool = True) -> None:
    """Serve until told to stop (SIGTERM, Ctrl-C); requests under way are finished first.

    With `jobs` a worker runs beside it, for what is done in the background.
    """
    os.environ[SERVING] = "1"
    with worker_beside() if jobs else nullcontext():
        _serve(listen, workers, threads)


def _serve(listen: list[str], workers: int, threads: int) -> None:
    Server(
        bind=listen,
        workers=workers,
        worker_class=Worker,
        threads=threads,
        timeout=120,
        graceful_timeout=30,
        keepalive=5,
        # Requests are logged by the application, without what may name a person.
        accesslog=None,
        errorlog="-",
        loglevel="warning",
        proc_name="chinhdanh",
        # An old worker gives way now and then, not all at once: memory that some library keeps is given back. Seldom, since
        # a new one is some seconds at reading the law, and has nothing remembered yet.
        max_requests=50_000,
        max_requests_jitter=5_000,
    ).run()
