"""How the command line tells what keeps it from running: every problem, its place and its remedy, on stderr."""

import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

from chinhdanh.registry.outdir import disk_full, is_disk_full
from chinhdanh.registry.problems import Language, Notice, RegistryProblems

FOUND_NOTHING, FOUND_SOMETHING, COULD_NOT_RUN = 0, 1, 2
"""Exit codes of every command."""

P = ParamSpec("P")
T = TypeVar("T")


def lang_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--lang vi|en`` that every command has; the function receives `lang`."""
    return click.option(
        "--lang",
        type=click.Choice(["vi", "en"]),
        default="vi",
        show_default=True,
        help="Ngôn ngữ (language) vi: tiếng Việt, en: English.",
    )(command)


def law_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--law DIR``, given as often as wanted; the function receives `law_folders`."""
    return click.option(
        "--law",
        "law_folders",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        multiple=True,
        metavar="DIR",
        help="Thư mục luật bổ sung của riêng mình; quy tắc trong đó là mã Python (a further folder of law; runs its Python).",
    )(command)


def say(text: str) -> None:
    """Talk goes to stderr, so that stdout holds data only."""
    click.echo(text, err=True)


def say_notices(notices: Iterable[str], lang: Language) -> None:
    """Print remarks that stop nothing."""
    for notice in notices:
        text = notice.en if lang == "en" and isinstance(notice, Notice) else str(notice)
        say(("Lưu ý: " if lang == "vi" else "Note: ") + text)


def fail(problems: RegistryProblems, lang: Language) -> NoReturn:
    """Print every problem with its place, the totals by kind, and end with exit code 2."""
    last_place = None
    for problem in problems.problems:
        where = problem.file or ""
        if problem.sheet is not None:
            where += f" · sheet {problem.sheet}"
        if where != last_place:
            say(f"\n{where}" if where else "")
            last_place = where
        words = ("dòng", "cột") if lang == "vi" else ("row", "column")
        cell = [f"{words[0]} {problem.row}"] if problem.row is not None else []
        cell += [f"{words[1]} {problem.column}"] if problem.column is not None else []
        say(f"  {', '.join(cell) + ': ' if cell else ''}{problem.message(lang)} [{problem.code}]")
    total = sum(problems.totals.values())
    listed = len(problems.problems)
    counts = ", ".join(f"{code} {count}" for code, count in sorted(problems.totals.items()))
    if lang == "vi":
        say(f"\nKhông thực hiện được: {total} vấn đề ({counts})" + (f"; liệt kê {listed}." if listed < total else "."))
    else:
        say(f"\nCould not run: {total} problem(s) ({counts})" + (f"; {listed} listed." if listed < total else "."))
    sys.exit(COULD_NOT_RUN)


def _stopped(lang: Language) -> NoReturn:
    say("\nĐã dừng theo yêu cầu; không ghi gì." if lang == "vi" else "\nInterrupted; nothing was written.")
    sys.exit(COULD_NOT_RUN)


def _is_interruption(error: Exception) -> bool:
    """Whether Ctrl-C reached DuckDB in the middle of a query, which then raises an error of its own."""
    return isinstance(error, RuntimeError) and "interrupt" in str(error).lower()


def no_traceback(command: Callable[P, T]) -> Callable[P, T]:
    """Turn what users can cause (problems of a registry, an interruption, an unreadable file) into words and exit 2.

    The function must have a keyword argument `lang`.
    """

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        lang: Language = "en" if kwargs.get("lang") == "en" else "vi"
        try:
            return command(*args, **kwargs)
        except RegistryProblems as problems:
            fail(problems, lang)
        except KeyboardInterrupt:
            _stopped(lang)
        except BrokenPipeError:
            raise  # the reader of our output went away (`| head`); click ends quietly
        except Exception as error:
            if is_disk_full(error):
                fail(disk_full(Path(tempfile.gettempdir())), lang)
            if _is_interruption(error):
                _stopped(lang)
            if not isinstance(error, OSError):
                raise
            name = error.filename or ""
            say(f"{name}: {error.strerror}" if name else str(error))
            sys.exit(COULD_NOT_RUN)

    return guarded
