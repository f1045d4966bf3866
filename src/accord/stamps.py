"""Which state of a stage made a result, so that what an older one made is known and made anew."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

_WORDS = ("records.py", "text.py", "names.py", "nations.py", "titles.py", "data")
INGEST = ("ingest", *_WORDS)
READING = (*INGEST, "annotate")
ACCOUNT = (*READING, "stories", "compare", "pipeline.py", "corrections.py")
LEDGER = (*ACCOUNT, "agreements", "ledger_records.py")


@cache
def stamp_of(parts: tuple[str, ...], settings: str = "") -> str:
    """A digest of the parts' code and data and of what is set: the stage's version, kept by nobody's hand."""
    digest = hashlib.sha256(settings.encode())
    root = files("accord")
    for part in sorted(parts):
        _add(digest, root / part, part)
    return digest.hexdigest()[:16]


def _add(digest: hashlib._Hash, at: Traversable, name: str) -> None:
    if at.is_dir():
        for below in sorted(at.iterdir(), key=lambda path: path.name):
            if below.name != "__pycache__":
                _add(digest, below, f"{name}/{below.name}")
    elif at.is_file() and not name.endswith(".pyc"):
        digest.update(f"\0{name}\0".encode())
        digest.update(at.read_bytes())
