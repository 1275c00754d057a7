"""Writing a folder whole or not at all: beside its place first, renamed when it is complete."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chinhdanh.registry.problems import Place, RegistryProblems, single

_FULL = (errno.ENOSPC, errno.EDQUOT)
_SAID = ("no space left on device", "max_temp_directory_size")
"""How the operating system and Arrow say it, and how DuckDB does where its own files would fill the disk."""


def is_disk_full(error: BaseException) -> bool:
    """Whether `error` says that no space is left."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in _FULL:
            return True
        if any(words in str(seen).lower() for words in _SAID):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def disk_full(path: Path) -> RegistryProblems:
    """The problem of a disk that filled up while `path` was written."""
    return single(
        "disk_full",
        Place(file=str(path)),
        f"Ổ đĩa đã đầy khi đang ghi {path}; không có gì được ghi lại. Giải phóng dung lượng hoặc chọn nơi khác, rồi "
        "chạy lại.",
        f"The disk filled up while writing {path}; nothing was left behind. Free some space or choose another place, "
        "then run again.",
    )


def _refuse_taken(path: Path) -> None:
    if path.is_dir() and not any(path.iterdir()):
        return
    if path.exists() or path.is_symlink():
        raise single(
            "target_exists",
            Place(file=str(path)),
            f"{path} đã có và không trống; không ghi đè. Chọn thư mục khác hoặc xóa thư mục này trước.",
            f"{path} exists and is not empty; nothing is overwritten. Choose another folder or remove this one first.",
        )


def _replace(path: Path, new: Path) -> None:
    """Put the folder `new` in the place of `path`, whose content goes; where that fails, `path` is as it was."""
    old = new.with_name(new.name.removesuffix(".part") + ".old")
    path.rename(old)
    try:
        new.rename(path)
    except BaseException:
        old.rename(path)
        raise
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def new_folder(path: Path, *, replace: bool = False) -> Iterator[Path]:
    """Give a temporary folder beside `path` to write into, and rename it to `path` when the block ends well.

    On any error or interruption the temporary folder is removed and `path` is as it was. With `replace` a folder that is
    there gives way, whatever is in it: the caller makes sure that it may. Raises RegistryProblems where `path` exists
    and is not empty (``target_exists``), cannot be written to (``target_unwritable``), or the disk fills up
    (``disk_full``); every other error passes through.
    """
    path = Path(os.path.abspath(path))
    replace = replace and path.is_dir()
    if not replace:
        _refuse_taken(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
    except OSError as error:
        if is_disk_full(error):
            raise disk_full(path) from error
        raise single(
            "target_unwritable",
            Place(file=str(path)),
            f"Không ghi được vào {path.parent} ({error.strerror}). Chọn thư mục khác.",
            f"{path.parent} cannot be written to ({error.strerror}). Choose another folder.",
        ) from error
    try:
        yield beside
        # mkdtemp makes folders for their owner only; the result should be readable like any other new folder.
        umask = os.umask(0)
        os.umask(umask)
        beside.chmod(0o777 & ~umask)
        if replace:
            _replace(path, beside)
        else:
            _refuse_taken(path)
            if path.is_dir():
                path.rmdir()
            beside.rename(path)
    except BaseException as error:
        shutil.rmtree(beside, ignore_errors=True)
        if is_disk_full(error) and isinstance(error, Exception) and not isinstance(error, RegistryProblems):
            raise disk_full(path) from error
        raise
