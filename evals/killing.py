"""Adding, killed at random moments: nothing may be lost, nothing may be there twice.

    python -m evals.killing [--rounds N] [--store sqlite|postgres] [--command]

Each round starts to add the same articles, kills the process with SIGKILL at a random moment
and checks the store; when all rounds are done the articles are added to the end. Without
``--command`` the process is a child that reads without the model, which is no part of what can
go wrong and would take most of the time.
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
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from accord import pipeline
from accord.library import Library
from accord.records import Article, Failure, Passage, Reading, Sentence
from accord.store import open_store
from evals.postgres import serving

_TEXT = (
    "The ferry {name} sank off {place} on Monday with {n} people aboard. "
    "“We will find every one of them before dawn,” said Mara {place}, the harbour master. "
    "Divers searched the hull of the {name} until the tide came in."
)


def write_articles(path: Path, count: int) -> None:
    """Articles of a few stories each, as records, one a line."""
    with path.open("w") as lines:
        for n in range(count):
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


def start_quick(address: str, path: Path) -> int:
    """The work of `accord add` in a child of this process; gives its process id."""
    child = os.fork()
    if child:
        return child
    try:
        pipeline.read_all = read_quickly
        with open_store(address) as store:
            lib = Library(store)
            lib.tell_stale(lib.add([path]).stories)
        os._exit(0)
    finally:
        os._exit(1)


def start_command(address: str, path: Path) -> int:
    """`accord add` itself, with the model."""
    command = [sys.executable, "-m", "accord", "--store", address, "add", str(path)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).pid


def kill_adding(
    start: Callable[[str, Path], int], address: str, path: Path, rounds: int, chance: random.Random
) -> Iterator[str]:
    """Rounds of adding and killing; gives each fault that is found.

    Some are killed at any time from the start; the others a moment after the store has grown by
    a few events, so that the kill falls into the writing, however slow the machine is.
    """
    open_store(address).close()
    killed = 0
    for _ in range(rounds):
        with open_store(address) as store:
            before = store.last_event()
        child = start(address, path)
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
    if status := os.waitpid(start(address, path), 0)[1]:
        yield f"the last run, which was not killed, ended with {status}"
    wanted = len(path.read_text().splitlines())
    with open_store(address) as store:
        Library(store).tell_stale()  # a story whose run was killed before telling it stays stale
        yield from (f"{fault.where}: {fault.what}" for fault in store.check())
        counts = store.counts()
        if counts.articles != wanted or counts.waiting or counts.stale:
            yield f"{counts.articles} articles of {wanted}, {counts.waiting} inputs still waiting"
        opened = [a for e in store.events() if e.kind in ("opened", "joined") for a in e.articles]
        if len(opened) != wanted or len(set(opened)) != wanted:
            yield f"{len(opened)} articles came into a story, of {wanted}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--command", action="store_true", help="kill the command itself")
    parser.add_argument("--seed", type=int, default=6)
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = f"sqlite:///{folder / 'store.sqlite'}"
        if arguments.store == "postgres":
            address = stack.enter_context(serving(durable=True)).database()
        write_articles(folder / "articles.jsonl", arguments.articles)
        chance = random.Random(arguments.seed)
        start = start_command if arguments.command else start_quick
        faults = list(kill_adding(start, address, folder / "articles.jsonl", arguments.rounds, chance))
    for fault in faults:
        print(fault)
    print(f"{arguments.store}, {arguments.rounds} rounds: {len(faults)} faults")
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
