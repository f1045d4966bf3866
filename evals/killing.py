"""Adding and watching, killed at random moments: nothing may be lost, nothing may be there twice.

    python -m evals.killing [--rounds N] [--store sqlite|postgres] [--what add|watch] [--command]

Each round starts to take in the same articles, from a file or from a feed on the loopback, kills
the process with SIGKILL at a random moment and checks the store; when all rounds are done they
are taken in to the end. Without ``--command`` the process is a child that reads without the
model, which is no part of what can go wrong and would take most of the time, and settles its
stories every few articles, so that kills fall into mergers and moves too.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

from accord import pipeline
from accord.fetch import Fetcher, Fetching
from accord.library import Library
from accord.records import Article, Failure, Passage, Reading, Sentence
from accord.rounds import Watching
from accord.store import open_store
from accord.store.rows import Feed
from accord.stories.stream import Grouping
from accord.watching import Watch
from evals.postgres import serving

Start = Callable[[str], int]  # begins to take in articles in a process of its own; gives its id
_RESTLESS = Grouping(settle_every=8)

_TEXT = (
    "The ferry {name} sank off {place} on Monday with {n} people aboard. "
    "“We will find every one of them before dawn,” said Mara {place}, the harbour master. "
    "Divers searched the hull of the {name} until the tide came in."
)


def write_articles(path: Path, count: int, first: int = 0) -> None:
    """Articles of a few stories each, as records, one a line."""
    with path.open("w") as lines:
        for n in range(first, first + count):
            text = _TEXT.format(name=f"Anselm{n % 7}", place=f"Ostrel{n % 7}", n=n + 10)
            url = f"https://courier.example/{n}"
            outlet, day = f"Courier {n % 5}", f"2024-05-{n % 28 + 1:02}"
            record = {"text": text, "outlet": outlet, "url": url, "published": day, "title": f"Ferry {n % 7}"}
            lines.write(json.dumps(record) + "\n")


def read_quickly(articles: Sequence[Article], **_: object) -> Iterator[Reading | Failure]:
    """Readings of sentences alone, made without the model, so that rounds are short."""
    for article in articles:
        spans = [m.span() for m in re.finditer(r"[^.]+\.”?", article.text)]
        sentences = tuple(
            Sentence(
                Passage(article.id, start, end),
                0,
                "body",
                tuple(re.findall(r"\w+", article.text[start:end].lower())),
            )
            for start, end in spans
        )
        vectors = np.full((len(spans), 16), 0.25, np.float32)
        yield Reading(article, sentences, (), (), (), (), (), (), vectors)
        time.sleep(0.002)


def _child(work: Callable[[], None]) -> int:
    """The work in a child of this process, read without the model; gives its process id."""
    child = os.fork()
    if child:
        return child
    try:
        pipeline.read_all = read_quickly
        work()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def adding(path: Path) -> Start:
    """The work of `accord add`."""

    def add(address: str) -> None:
        with open_store(address) as store:
            lib = Library(store, grouping=_RESTLESS)
            lib.tell_stale(lib.add([path]).stories)

    return lambda address: _child(lambda: add(address))


def watching() -> Start:
    """The work of `accord watch run`, one round."""
    patient = Fetching(pause_s=0, allow=("127.0.0.1",))

    def watch(address: str) -> None:
        with open_store(address) as store:
            fetcher = Fetcher(patient)
            Watch(Library(store, grouping=_RESTLESS), fetcher, Watching(pages=100_000)).round()
            fetcher.stop()

    return lambda address: _child(lambda: watch(address))


def command(*arguments: str) -> Start:
    """The command itself, with the model."""
    allowed = {"ACCORD_FETCH_ALLOW": "127.0.0.1", "ACCORD_FETCH_PAUSE_S": "0"}

    def start(address: str) -> int:
        whole = [sys.executable, "-m", "accord", "--store", address, *arguments]
        out = subprocess.DEVNULL
        return subprocess.Popen(whole, stdout=out, stderr=out, env=os.environ | allowed).pid

    return start


@contextmanager
def feed_of(path: Path) -> Iterator[str]:
    """The articles of the file as pages of a site on the loopback; gives the address of its feed."""
    records = [json.loads(line) for line in path.read_text().splitlines()]
    items = "".join(
        f"<item><title>{r['title']}</title><link>/{n}</link><guid>{n}</guid></item>"
        for n, r in enumerate(records)
    )
    feed = f'<rss version="2.0"><channel><title>Courier</title>{items}</channel></rss>'

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.strip("/")
            known = name == "feed" or (name.isdigit() and int(name) < len(records))
            if name == "feed":
                body = feed
            elif known:
                r = records[int(name)]
                head = f"<title>{r['title']}</title><meta property='og:site_name' content='{r['outlet']}'>"
                date = f"<meta property='article:published_time' content='{r['published']}'>"
                body = f"<html lang=en><head>{head}{date}</head><body><article><p>{r['text']}</p></article>"
            else:
                body = "not here"
            raw = body.encode()
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "text/xml" if name == "feed" else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            with suppress(OSError):  # whoever asked was killed
                self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/feed"
        finally:
            server.shutdown()


def kill(
    start: Start, address: str, wanted: int, rounds: int, chance: random.Random, feed: str | None = None
) -> Iterator[str]:
    """Rounds of starting and killing what takes in `wanted` articles; gives each fault that is found.

    Some are killed at any time from the start; the others a moment after the store has grown by
    a few events, so that the kill falls into the writing, however slow the machine is.
    """
    with open_store(address) as store:
        if feed:
            store.save_feed(Feed(feed, "feed", datetime.now(UTC), "Courier"))
    killed = 0
    for _ in range(rounds):
        with open_store(address) as store:
            before = store.last_event()
        child = start(address)
        until = time.monotonic() + (chance.uniform(0, 0.5) if chance.random() < 0.3 else 120)
        grown = chance.randrange(1, 12)
        ended = False
        with open_store(address) as store:
            while not ended and time.monotonic() < until and store.last_event() - before < grown:
                time.sleep(0.01)
                ended = os.waitpid(child, os.WNOHANG)[0] != 0
        time.sleep(chance.uniform(0, 0.02))
        if not ended:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            killed += 1
        with open_store(address) as store:
            yield from (f"{fault.where}: {fault.what}" for fault in store.check())
            counts = store.counts()
        print(f"\r{killed} killed, {counts.articles} articles", end="", file=sys.stderr)
    print(file=sys.stderr)
    for _ in range(1 + wanted // 50):  # a round of the watch takes so many pages of a host
        if status := os.waitpid(start(address), 0)[1]:
            yield f"the last run, which was not killed, ended with {status}"
        with open_store(address) as store:
            if store.counts().articles >= wanted:
                break
    with open_store(address) as store:
        Library(store).tell_stale()  # a story whose run was killed before telling it stays stale
        yield from (f"{fault.where}: {fault.what}" for fault in store.check())
        counts = store.counts()
        if counts.articles != wanted or counts.waiting or counts.stale:
            yield f"{counts.articles} articles of {wanted}, {counts.waiting} inputs still waiting"
        events = store.events()
        opened = [a for e in events if e.kind in ("opened", "joined") for a in e.articles]
        if len(opened) != wanted or len(set(opened)) != wanted:
            yield f"{len(opened)} articles came into a story, of {wanted}"
        members = [a for row in store.stories(limit=wanted) for a in store.members(row.id)]
        if len(members) != wanted or len(set(members)) != wanted:
            yield f"{len(members)} articles are in stories, of {wanted}"
        kinds = Counter(e.kind for e in events)
        print(", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items())), file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--what", choices=("add", "watch"), default="add")
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--command", action="store_true", help="kill the command itself")
    parser.add_argument("--seed", type=int, default=6)
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = f"sqlite:///{folder / 'store.sqlite'}"
        if arguments.store == "postgres":
            address = stack.enter_context(serving(durable=True)).database()
        path, feed = folder / "articles.jsonl", None
        write_articles(path, arguments.articles)
        start = command("add", str(path)) if arguments.command else adding(path)
        if arguments.what == "watch":
            feed = stack.enter_context(feed_of(path))
            start = command("watch", "run") if arguments.command else watching()
        chance = random.Random(arguments.seed)
        faults = list(kill(start, address, arguments.articles, arguments.rounds, chance, feed))
    for fault in faults:
        print(fault)
    print(f"{arguments.what}, {arguments.store}, {arguments.rounds} rounds: {len(faults)} faults")
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
