"""A migrated database for tests of the application: made once, copied where real commits are needed.

The embedded server runs in a temporary data folder, or `DATABASE_URL_TEST` names one on which databases may be made.
Which fixture to ask for:

* `db`: what the test writes is rolled back when it ends; one connection. For most tests.
* `real_db`: a database of the test's own. Commits are real, and several connections (threads) see each other's.
* `world`: with either, what stands there when the test begins: what the module's `building` builds, once for all tests.
* `client`: a browser without a screen; takes `db`, or `real_db` where the test asks for that too.
* `sign_in`: the same for a user, signed in.
"""

from __future__ import annotations

import copy
import os
import shutil
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
import pytest

# Models are imported when tests are collected. The address is put right when the first test asks for a database, so
# that no server is started where no such test runs.
os.environ["DJANGO_SETTINGS_MODULE"] = "chinhdanh.web.settings"
os.environ["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/no_database_asked_for"
django.setup()

from django.contrib.auth.hashers import PBKDF2PasswordHasher  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402

from chinhdanh.web import postgres  # noqa: E402

# Hashed in the same way as in use, but not made as slow on purpose: half a second for every password there.
PBKDF2PasswordHasher.iterations = 1_000


def _point_at(name: str) -> None:
    """Connections made from now on, in any thread, go to the database `name`."""
    connection.close()
    connections.settings["default"]["NAME"] = name


@pytest.fixture(scope="session")
def _server() -> Iterator[str]:
    stated = os.environ.get("DATABASE_URL_TEST")
    if stated:
        yield stated
        return
    data = Path(tempfile.mkdtemp(prefix="chinhdanh-test-"))
    before = os.environ.get(postgres.DATA)
    os.environ[postgres.DATA] = str(data)
    try:
        yield postgres.embedded_url()
        postgres.stop_embedded()
    finally:
        if before is None:
            del os.environ[postgres.DATA]
        else:
            os.environ[postgres.DATA] = before
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def run_sql(_server: str) -> Callable[[str], None]:
    import psycopg

    def run(statement: str) -> None:
        with psycopg.connect(_server, autocommit=True) as con:
            con.execute(statement)  # type: ignore[call-overload]

    return run


@pytest.fixture(scope="session")
def _template(_server: str, run_sql: Callable[[str], None]) -> Iterator[str]:
    """A database with every migration applied, made once and never written to."""
    from chinhdanh.web.settings import database_of

    name = f"chinhdanh_test_{uuid.uuid4().hex[:12]}"
    if not os.environ.get("DATABASE_URL_TEST"):
        # Nothing that a test leaves behind has to survive a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            run_sql(f"ALTER SYSTEM SET {setting} = off")
        run_sql("SELECT pg_reload_conf()")
    run_sql(f"CREATE DATABASE {name}")
    connection.close()
    path = urlsplit(_server).path
    connections.settings["default"].update(database_of(_server.replace(f"{path}?", f"/{name}?", 1)))
    connections.settings["default"].update(NAME=name, CONN_MAX_AGE=0)
    setup_test_environment()
    call_command("migrate", verbosity=0)
    connection.close()
    yield name
    teardown_test_environment()
    connection.close()
    run_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def new_database(_template: str, run_sql: Callable[[str], None]) -> Iterator[Callable[..., str]]:
    """Make a copy of the migrated database, or of another, and give its name; none outlives the tests."""
    made: list[str] = []

    def make(of: str = _template) -> str:
        connection.close()
        made.append(f"{_template}_{len(made)}")
        run_sql(f"CREATE DATABASE {made[-1]} TEMPLATE {of} STRATEGY file_copy")
        return made[-1]

    yield make
    # The embedded server goes as a whole, with all that is in it.
    for name in made if os.environ.get("DATABASE_URL_TEST") else ():
        run_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@dataclass(frozen=True)
class Begun:
    """A database with what was built in it, which is never committed to again, and what its builder gave."""

    name: str
    given: Any


def _nothing() -> None:
    """An empty record."""


@pytest.fixture(scope="session")
def _begun(new_database: Callable[..., str]) -> Callable[[Callable[[], Any]], Begun]:
    made: dict[Callable[[], Any], Begun] = {}

    def find(build: Callable[[], Any]) -> Begun:
        if build not in made:
            name = new_database()
            _point_at(name)
            made[build] = Begun(name, build())
            connection.close()
        return made[build]

    return find


@pytest.fixture
def building() -> Callable[[], Any]:
    """What builds the world that the tests of a module ask for; a function of a module, so that it is called once."""
    raise LookupError("A module whose tests ask for a world says in a fixture `building` what builds it.")


@pytest.fixture
def _start(request: pytest.FixtureRequest, _begun: Callable[[Callable[[], Any]], Begun]) -> Begun:
    return _begun(request.getfixturevalue("building") if "world" in request.fixturenames else _nothing)


@pytest.fixture
def world(db: None, _start: Begun) -> Any:
    """What `building` gave, as it gave it: rows and users that no other test has changed."""
    return copy.deepcopy(_start.given)


@pytest.fixture
def db(request: pytest.FixtureRequest) -> Iterator[None]:
    """A migrated database; what the test writes is rolled back."""
    if "real_db" in request.fixturenames:
        request.getfixturevalue("real_db")
        yield
        return
    _point_at(request.getfixturevalue("_start").name)
    with transaction.atomic():
        yield
        if not connection.needs_rollback:
            connection.check_constraints()
        transaction.set_rollback(True)
    connection.close()


@pytest.fixture
def real_db(new_database: Callable[..., str], run_sql: Callable[[str], None], _start: Begun) -> Iterator[str]:
    """A database of the test's own, by name: commits are real."""
    name = new_database(_start.name)
    _point_at(name)
    yield name
    connection.close()
    run_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def empty_database(real_db: str, run_sql: Callable[[str], None]) -> Iterator[str]:
    """The name of a database without any table."""
    name = f"{real_db}_empty"
    run_sql(f"CREATE DATABASE {name} TEMPLATE template0")
    yield name
    connection.close()
    run_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def client(db: None) -> Client:
    """A browser without a screen, not signed in."""
    return Client()


@pytest.fixture
def sign_in(db: None) -> Callable[[Any], Client]:
    """A browser without a screen in which this user is signed in."""

    def enter(user: Any) -> Client:
        browser = Client()
        browser.force_login(user)
        return browser

    return enter


@pytest.fixture
def point_at() -> Callable[[str], None]:
    """Make this thread's connection, and all that are made from now on, go to the database of this name."""
    return _point_at


class Aside(threading.Thread):
    """A thread with a connection of its own; `result()` waits, and raises what was raised in it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        """Run `work` at once."""
        super().__init__(daemon=True)
        self._work = work
        self._value: Any = None
        self._error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self._value = self._work()
        except BaseException as error:
            self._error = error
        finally:
            connections.close_all()

    def result(self, timeout: float = 30) -> Any:
        self.join(timeout)
        assert not self.is_alive(), "the other connection still waits"
        if self._error is not None:
            raise self._error
        return self._value


@pytest.fixture
def aside(real_db: str) -> Callable[[Callable[[], Any]], Aside]:
    """Run a function in a thread with its own connection to the test's database."""
    return Aside


@pytest.fixture
def waits_for_another(real_db: str, _server: str) -> Callable[[], bool]:
    """Whether some connection to the test's database waits for a lock that another holds.

    Looked at from outside: a transaction reads who waits only once, and the application's role not at all.
    """
    import psycopg

    def look() -> bool:
        with psycopg.connect(_server, autocommit=True) as con:
            found = con.execute(
                "SELECT exists(SELECT FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock')", [real_db]
            ).fetchone()
            return found == (True,)

    return look
