"""`accord watch` as its user meets it, killed at any moment too."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from accord.cli import app
from accord.store import open_store
from accord.watching import RoundReport, Watch

from .server import Server, article, entry, respond, rss

ACCORD = str(Path(sys.executable).with_name("accord"))
KILLS = int(os.environ.get("ACCORD_TEST_KILLS", "2"))
# A language that is not analysed is taken in without loading the models, which takes seconds a run;
# the long test reads what it takes in.
LANGUAGE = "en" if KILLS > 2 else "de"
ARTICLES = 6


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "settings.toml").write_text('[fetch]\nallow = ["127.0.0.0/8"]\npause_s = 0.05\n')
    return tmp_path


def environment(home: Path) -> dict[str, str]:
    return {
        "ACCORD_STORE": f"sqlite:///{home / 'store.sqlite'}",
        "ACCORD_SETTINGS": str(home / "settings.toml"),
        "OMP_NUM_THREADS": "1",
    }


def start(home: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [ACCORD, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment(home)},
    )


def run(home: Path, *words: str, status: int = 0) -> str:
    """What the command says, run within this process."""
    result = CliRunner().invoke(app, words, env=environment(home))
    assert result.exit_code == status, result.output
    return result.output


def test_watching_from_the_command_line(home: Path, server: Server) -> None:
    server.routes["/feed"] = respond(rss([]))
    folder = home / "reports"
    folder.mkdir()
    added = run(home, "watch", "add", server.url("/feed"), str(folder), str(home / "nothing"), status=1)
    assert "neither" in added
    assert f"feed {server.url('/feed')} (The Herald)" in added and f"folder {folder}" in added
    listed = run(home, "watch", "list")
    assert "not looked at yet" in listed and "folder" in listed
    exported = home / "feeds.opml"
    run(home, "watch", "export", "--output", str(exported))
    run(home, "watch", "remove", server.url("/feed"), str(folder))
    assert "nothing is watched" in run(home, "watch", "list", status=1)
    assert "1 feeds added" in run(home, "watch", "import", str(exported))
    assert "no OPML" in run(home, "watch", "import", str(home / "settings.toml"), status=1)
    assert "is not watched" in run(home, "watch", "remove", "http://h.example/", status=1)


def test_a_stop_that_a_library_swallows_still_ends_the_watch(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = 0

    def swallowing(*_: object, **__: object) -> RoundReport:
        nonlocal rounds
        rounds += 1
        assert rounds == 1
        with suppress(BaseException):
            signal.raise_signal(signal.SIGINT)
        return RoundReport()

    monkeypatch.setattr(Watch, "round", swallowing)
    before = signal.getsignal(signal.SIGINT)
    assert "stopped" in run(home, "watch", "run", "--every", "1", status=130)
    assert signal.getsignal(signal.SIGINT) is before


def report(number: int) -> bytes:
    if LANGUAGE == "en":
        return article(number)
    text = (
        f"Der Hafen von Verrin war am Dienstag zum {number}. Mal geschlossen, sagte der Minister von Lowen.",
        f"Die Schiffe warten seit dem Sturm vor dem Hafen, und {number} Kräne sind nicht mehr zu gebrauchen.",
    )
    return f"<html lang=de><article>{''.join(f'<p>{p}</p>' for p in text)}</article></html>".encode()


def test_killed_at_any_moment_and_stopped_in_between(home: Path, server: Server) -> None:
    """In the end each article is there once, whole; a stop by Ctrl-C is clean."""

    def slowly(connection, request) -> None:  # type: ignore[no-untyped-def]
        time.sleep(0.15)
        connection.sendall(respond(report(int(request.path[1:]))))

    server.routes["/feed"] = respond(rss([entry(n) for n in range(ARTICLES)]))
    server.routes |= {f"/{n}": slowly for n in range(ARTICLES)}
    run(home, "watch", "add", server.url("/feed"))
    chance = random.Random(20310304)
    for kill in range(KILLS):
        process = start(home, "watch", "run", "--every", "1")
        deadline = time.monotonic() + 20
        asked = len(server.requests)
        while len(server.requests) == asked and time.monotonic() < deadline:
            time.sleep(0.02)  # until it is at work
        time.sleep(chance.random() * 3)
        if kill == KILLS - 1:
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=20)
            assert process.returncode == 130 and "Traceback" not in err
        else:
            process.kill()
            process.communicate()
    run(home, "watch", "run")
    with open_store(f"sqlite:///{home / 'store.sqlite'}") as store:
        rows = store.article_rows(row[0] for row in store.db.rows("SELECT id FROM articles"))
        assert sorted(row.url or "" for row in rows) == sorted(server.url(f"/{n}") for n in range(ARTICLES))
        assert {row.version for row in rows} == {1} and all(
            bool(row.story) is (LANGUAGE == "en") for row in rows
        )
        assert store.waiting() == ()
        states = {entry.state for entry in store.entries_of(server.url("/feed"))}
        assert states == {"taken"}
