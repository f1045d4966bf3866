"""How quick the desk is with many readers: pages asked for over loopback, at once.

    python -m evals.desk_load ADDRESS [--readers N] [--pages N] [--pause S] [--seed N] [--adding]

The desk over the store at ADDRESS runs in a process of its own, held to one core where the
system can do that. Each reader asks for the home page, then for stories of it and of other days,
the popular ones more often (Zipf), and waits `--pause` seconds at most between two pages; 0 asks
again at once. With `--adding` another process adds articles to the store all the while and tells
their stories; they stay in it, and are read without the model. Printed: median, 95th percentile and
longest time of a page, in ms, by kind, and the desk's processor time a page.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import multiprocessing
import os
import random
import re
import statistics
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

HOME, STORY = "home", "story"


def serve(address: str, ready: Connection) -> None:
    """The desk on a free port; tells its address, then the processor time it has used when asked."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    import uvicorn

    from accord.library import Library
    from accord.store import open_store
    from accord.web import make_app
    from accord.web.workshop import Workshop

    with open_store(address) as store:
        app = make_app(Library(store), Workshop(address))
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        ready.send(server.servers[0].sockets[0].getsockname()[1])
        while ready.recv() == "used":
            ready.send(time.process_time())
        server.should_exit = True
        thread.join(10)


def add_on(address: str, ready: Connection) -> None:
    """Add articles, one after another; tells when the first is in, then how many when asked."""
    from accord import pipeline
    from accord.library import Library
    from accord.store import open_store
    from evals.killing import read_quickly, write_articles

    pipeline.read_all = read_quickly
    with tempfile.TemporaryDirectory() as folder, open_store(address) as store:
        path, library = Path(folder) / "one.jsonl", Library(store, live=200)
        count, first = 0, time.time_ns() // 1_000_000
        while not ready.poll():
            write_articles(path, 1, first + count)
            library.tell_stale(library.add([path]).stories)
            count += 1
            if count == 1:
                ready.send(None)
        ready.send(count)


def ask(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> tuple[float, str]:
    """Seconds until the whole page was there, and the page."""
    began = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    took = time.perf_counter() - began
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")
    return took, body.decode()


def stories_on(html: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'href="(/story/\w+)"', html)))


def read(port: int, pages: int, pause: float, seed: int, took: dict[str, list[float]]) -> None:
    """One reader."""
    chance = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": f"accord_reader=reader-of-the-measurement-{seed}"}
    days: list[str] = []
    known: list[str] = []
    for _ in range(pages):
        if not known or chance.random() < 0.3:
            path = chance.choice(days) if days and chance.random() < 0.3 else "/"
            seconds, html = ask(connection, path, headers)
            took[HOME].append(seconds)
            days = re.findall(r'href="(/\?day=[\d-]+)"', html) or days
            known = stories_on(html) or known
        else:
            rank = min(int(chance.paretovariate(0.9)) - 1, len(known) - 1)
            seconds, _ = ask(connection, known[rank], headers)
            took[STORY].append(seconds)
        time.sleep(chance.random() * pause)
    connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("address", help="of the store")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--pages", type=int, default=20, help="that each reader asks for")
    parser.add_argument("--pause", type=float, default=2.0, help="longest time between two pages of a reader")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--adding", action="store_true", help="add articles meanwhile")
    arguments = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    added, adds = multiprocessing.Pipe()
    spawn = multiprocessing.get_context("spawn")
    desk = spawn.Process(target=serve, args=(arguments.address, theirs))
    adder = spawn.Process(target=add_on, args=(arguments.address, adds), daemon=True)
    desk.start()
    try:
        port = ours.recv()
        if arguments.adding:
            adder.start()
            added.recv()
        ours.send("used")
        before = ours.recv()
        took: dict[str, list[float]] = {HOME: [], STORY: []}
        readers = [
            threading.Thread(
                target=read, args=(port, arguments.pages, arguments.pause, arguments.seed + n, took)
            )
            for n in range(arguments.readers)
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        ours.send("used")
        used = ours.recv() - before
        if arguments.adding:
            added.send(None)
            print(f"{added.recv()} articles added meanwhile")
            adder.join()
        for kind, seconds in took.items():
            ms = sorted(1000 * s for s in seconds)
            print(
                f"{kind}: {len(ms)} pages, median {statistics.median(ms):.0f} ms,"
                f" 95 % within {ms[int(0.95 * (len(ms) - 1))]:.0f} ms, longest {ms[-1]:.0f} ms"
            )
        total = sum(map(len, took.values()))
        print(f"processor time of the desk: {1000 * used / total:.1f} ms a page")
    finally:
        with contextlib.suppress(BrokenPipeError):
            ours.send("end")
        desk.join(15)
        if desk.is_alive():
            desk.terminate()


if __name__ == "__main__":
    main()
