"""SQLite beneath the log: how it is opened, what it is trusted with, and its failures in plain sentences.

Loads SQLAlchemy, so import it where a log is opened, not at start-up.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from companion.errors import LogDamaged, LogError, LogFull
from privacy import format as layout
from privacy.locks import nobody_writes

FAILURES = (SQLAlchemyError, sqlite3.Error, OSError, UnicodeDecodeError)
"""What reading and writing may raise; the last when a damaged file puts damaged words into SQLite's own message."""

_WHY = {
    sqlite3.SQLITE_PERM: (LogError, "may not be written"),
    sqlite3.SQLITE_BUSY: (LogError, "is locked by another program"),
    sqlite3.SQLITE_LOCKED: (LogError, "is locked by another program"),
    sqlite3.SQLITE_READONLY: (LogError, "may not be written"),
    sqlite3.SQLITE_IOERR: (LogError, "could not be written or read by the disk"),
    sqlite3.SQLITE_IOERR_SHMSIZE: (LogFull, "has no room left; free some space"),
    sqlite3.SQLITE_CORRUPT: (LogDamaged, "is damaged; 'companion log verify' says where"),
    sqlite3.SQLITE_FULL: (LogFull, "has no room left; free some space"),
    sqlite3.SQLITE_CANTOPEN: (LogError, "cannot be opened; check that its folder is there and may be written"),
    sqlite3.SQLITE_NOTADB: (LogDamaged, "is not a sealed log"),
}


def check_format(connection: Connection, path: Path) -> int:
    """The version of a log, 0 for a file with nothing in it yet. Raises LogError for what is no log we know."""
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    version: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    there = connection.exec_driver_sql("SELECT type, name FROM sqlite_master").all()
    connection.rollback()
    if application == 0 and not there:
        return 0
    if application != layout.APPLICATION_ID:
        raise LogDamaged(f"{path} is not a sealed log; give the right file.")
    if not all((kind == "table" and name in layout.TABLES) or _is_automatic(kind, name) for kind, name in there):
        # A trigger could swallow what is written, a view stand for a table, a table hide what was erased.
        raise LogDamaged(f"The log {path} holds a table, view or trigger that is none of its own.")
    if version > layout.FORMAT_VERSION:
        raise LogError(f"The log {path} was written by a newer version of the companion; update this one.")
    if version < layout.FIRST_VERSION:
        raise LogError(f"The log {path} is of no version this companion knows.")
    return version


def _is_automatic(kind: object, name: object) -> bool:
    """SQLite's own index for a primary key."""
    return kind == "index" and str(name).startswith("sqlite_autoindex_")


@contextlib.contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """A connection that cannot change the file; also for a copy without its -wal. Raises LogError."""
    with contextlib.ExitStack() as opened:
        with translated(path):
            if not path.is_file():
                raise LogError(f"There is no log at {path}; give its name with --log.")
        connection = opened.enter_context(_readable(path))
        with translated(path):
            if not check_format(connection, path):
                raise LogError(f"{path} is not a sealed log; give the right file.")
            connection.exec_driver_sql("BEGIN")  # one snapshot for all that is read, also while the companion writes
            yield connection


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[Connection]:
    """Open the file as SQLite would, while somebody writes it; else as one that never changes.

    Without a -wal nobody is writing; read as unchanging, the file needs no -wal and -shm of ours beside it, which may
    be forbidden, or find no room. A writer that starts meanwhile leaves the file itself as it is (`privacy.locks`).
    """
    with nobody_writes(path) as quiet:
        unchanging = quiet and not Path(f"{path}-wal").exists()
        engine = make_engine(f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if unchanging else ''}", busy_s=5.0)
        try:
            with translated(path), engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's and the system's failures as LogError or LogFull."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _plain(path, getattr(error, "orig", None)) from None
    except sqlite3.Error as error:
        raise _plain(path, error) from None
    except UnicodeDecodeError:
        raise LogDamaged(f"The log {path} is damaged; 'companion log verify' says where.") from None
    except OSError as error:
        raise LogError(f"The log {path} cannot be used ({error.strerror}); check its folder.") from None


def make_engine(uri: str, busy_s: float) -> Engine:
    """An engine that waits `busy_s` for other programs' locks, and never prints what it stores."""

    def connect() -> sqlite3.Connection:
        # isolation_level None: no BEGIN behind our back. The writer's thread is not the one that opened.
        return sqlite3.connect(uri, uri=True, timeout=busy_s, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "connect", _distrust)
    return engine


def tune(connection: Connection, largest_bytes: int | None) -> None:
    """What the writer asks of SQLite."""
    pragmas = {
        "journal_mode": "WAL",
        "synchronous": "FULL",  # a commit returns when the write-ahead log is on disk (P5)
        "fullfsync": "ON",  # where fsync alone does not reach the platter (macOS)
        "checkpoint_fullfsync": "ON",
        "foreign_keys": "ON",
        "secure_delete": "ON",
        "temp_store": "MEMORY",
        "cell_size_check": "ON",
    }
    for name, value in pragmas.items():
        connection.exec_driver_sql(f"PRAGMA {name}={value}").close()
    if largest_bytes is not None:
        page = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={max(1, largest_bytes // page)}").close()
    connection.rollback()


def _plain(path: Path, cause: BaseException | None) -> LogError:
    code = getattr(cause, "sqlite_errorcode", None) or 0
    family, why = _WHY.get(code) or _WHY.get(code & 0xFF, (LogError, "could not be written or read"))
    return family(f"The log {path} {why}.")


def _distrust(raw: sqlite3.Connection, _record: object) -> None:
    """A file that somebody else touched: no functions from its schema, and text that is not UTF-8 still arrives."""
    raw.execute("PRAGMA trusted_schema=OFF").close()
    raw.text_factory = lambda encoded: encoded.decode(errors="surrogateescape")
