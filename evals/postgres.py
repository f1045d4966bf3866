"""A PostgreSQL of our own for tests and trials: made in a fresh folder, gone afterwards.

The server refuses to run as root, so root starts it as another user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

_USERS = ("postgres", "nobody")  # the first that exists, when we are root


def find_programs() -> Path | None:
    """The folder with initdb and postgres; Debian keeps them off the path."""
    found = shutil.which("initdb")
    if found and (Path(found).parent / "postgres").exists():
        return Path(found).parent
    psql = shutil.which("psql")
    if not psql:
        return None
    prefix = Path(psql).resolve().parents[2]  # of the wrapper in share/postgresql-common
    versions = sorted(prefix.glob("lib/postgresql/*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return versions[-1].parent if versions else None


class Server:
    """A running server; `database` makes an empty database and gives its address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    def address(self, database: str) -> str:
        return f"postgresql:///{database}?host={self._folder}&user=accord"

    def database(self) -> str:
        self._made += 1
        name = f"store{self._made}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.address(name)


@contextmanager
def serving(*, durable: bool = False) -> Iterator[Server]:
    """A server that listens on a socket in its own folder alone; `RuntimeError` where none can be had.

    Without `durable` it does not wait for the disk: quicker, and killing clients loses nothing by it.
    """
    programs = find_programs()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed (Debian: postgresql)")
    user = _other_user() if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="accord-pg-"))
    try:
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        as_user: dict[str, Any] = (
            {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        )
        data = folder / "data"
        made = subprocess.run(
            [programs / "initdb", "-D", data, "-U", "accord", "-A", "trust", "-E", "UTF8", "--no-sync",
             "--locale=C.UTF-8"],
            cwd=folder, capture_output=True, text=True, **as_user,
        )  # fmt: skip
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr.strip()}")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
        if not durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        control: list[str | Path] = [programs / "pg_ctl", "-D", data, "-w", "-t", "60"]
        started = subprocess.run(
            [*control, "-l", folder / "log", "-o", options, "start"],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_user,
        )  # fmt: skip
        if started.returncode:
            raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()[-500:]}")
        try:
            yield Server(folder)
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], cwd=folder, capture_output=True, **as_user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _other_user() -> pwd.struct_passwd:
    for name in _USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL does not run as root, and there is no other user to run it as")


if __name__ == "__main__":  # whether there is one, for the Makefile
    raise SystemExit(find_programs() is None)
