"""What was compiled, kept in the user's cache folder for the next process.

Compiling depends on nothing but the program, the law, the libraries and what is asked, so a file is named after all
these: what another program or law compiled is never found. Files are JSON and hold nothing of a record. Whoever could
write there could change verdicts, so a folder in which others may write is not used. `CHINHDANH_CACHE` names another
folder; `off` keeps nothing.

What another program compiled is of no use any more, and nothing says so: what nobody has asked for in `UNUSED`, and what
goes beyond `MOST`, is removed when something else is kept. Whoever still wants it compiles it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from chinhdanh.law.library import Library
from chinhdanh.law.rule import BoundRule

DAY = 24 * 3600
UNUSED = 90 * DAY
"""Seconds after which what nobody asked for is removed."""
MOST = 300
"""Files at most: one program has about thirty a set of tables."""
_OURS = re.compile(r"[a-z]+-[0-9a-f]{32}(\.json|.*\.part)")
"""The names of the files that are written here; any other file is left alone."""


def file_for(what: str, rules: Sequence[BoundRule], library: Library, **asked: Any) -> Path | None:
    """Where `what`, compiled from these rules and all else that is `asked`, is kept; None where nothing is kept."""
    folder = _folder()
    if folder is None:
        return None
    parts = {
        "program": _program(),
        "libraries": [version("ibis-framework"), version("sqlglot")],
        "law": library.version,
        "rules": [[r.rule.id, r.provision.id, str(r.start), str(r.end)] for r in rules],
        **asked,
    }
    key = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]
    return folder / f"{what}-{key}.json"


def read(file: Path) -> Any:
    """What is kept there; None where nothing is, or it cannot be read."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    # Its time says when it was last asked for; where it cannot be set, the file serves all the same.
    with suppress(OSError):
        if time.time() - file.stat().st_mtime > DAY:
            os.utime(file)
    return found


def keep(file: Path, compiled: Any) -> None:
    """Whoever reads meanwhile finds the whole of it or nothing. A disk that is full keeps nothing."""
    try:
        number, name = tempfile.mkstemp(".part", file.stem, file.parent)
    except OSError:
        return
    beside = Path(name)
    try:
        with os.fdopen(number, "w", encoding="utf-8") as out:
            json.dump(compiled, out, ensure_ascii=False, separators=(",", ":"))
        beside.replace(file)
    except OSError:
        beside.unlink(missing_ok=True)
    with suppress(OSError):
        _prune(file.parent)


def _prune(folder: Path) -> None:
    """Remove what is not asked for any more. Another process may do the same at this moment."""
    asked = {}
    for one in folder.iterdir():
        if _OURS.fullmatch(one.name):
            with suppress(FileNotFoundError):
                asked[one] = one.stat().st_mtime
    longest_ago_last = sorted(asked, key=lambda one: asked[one], reverse=True)
    now = time.time()
    for n, one in enumerate(longest_ago_last):
        left_over = one.suffix == ".part" and now - asked[one] > DAY
        if left_over or n >= MOST or now - asked[one] > UNUSED:
            one.unlink(missing_ok=True)


def _folder() -> Path | None:
    stated = os.environ.get("CHINHDANH_CACHE")
    if stated == "off":
        return None
    base = Path(stated) if stated else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "chinhdanh"
    try:
        base.mkdir(parents=True, exist_ok=True, mode=0o700)
        return base if _is_private(base) else None
    except OSError:
        return None


def _is_private(folder: Path) -> bool:
    """Whether it is this user's, and nobody else may write there. Where users have no numbers their folders are theirs."""
    if not hasattr(os, "getuid"):
        return True
    status = folder.stat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o022


@cache
def _program() -> str:
    """A hash over the program's own source, so that nothing compiled outlives the code that made it."""
    digest = hashlib.sha256()
    root = Path(str(files("chinhdanh")))
    for package in ("audit", "facts", "law", "registry/schema"):
        for file in sorted((root / package).rglob("*.py")):
            digest.update(str(file.relative_to(root)).encode())
            digest.update(file.read_bytes())
    for file in sorted((root / "facts" / "data").iterdir()):
        digest.update(file.read_bytes())
    return digest.hexdigest()
