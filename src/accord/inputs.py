"""Paths in, bytes out: the module that reads what the command line names.

Files, folders and standard input become raw inputs for `accord.ingest`; whatever cannot
be read becomes a `Failure` and the others go on. A ``.jsonl`` is read line by line, so
its size is bounded by its longest record.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from accord.ingest import Kind
from accord.records import Failure

STANDARD_INPUT = "-"
_KIND_OF: dict[str, Kind | None] = {  # None: records, one a line
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": None,
    ".ndjson": None,
}
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read of one input before it is refused; in bytes.

    A report has some 5,000 characters and the longest of 1,338 we measured 22,068, so the
    limits are far above news; they are there so that no file can take all memory or time.
    """

    text: int = 2_000_000  # ten times the characters that one article may have, see `Intake`
    page: int = 5_000_000  # trafilatura took 7 s and 300 MB for 5 MB of paragraphs, 98 s for 20 MB
    json: int = 20_000_000  # one list of some 4,000 articles
    record: int = 2_000_000  # one line of a .jsonl, which itself may be of any size
    broken_records: int = 5  # lines of a .jsonl in a row that are no records before the rest is left

    def of(self, kind: Kind) -> int:
        return {"text": self.text, "html": self.page, "json": self.json}[kind]


@dataclass(frozen=True, slots=True)
class RawInput:
    """The bytes of one article, page or file of records, as they were found."""

    location: str  # path as given, with ":LINE" for a line of a .jsonl
    raw: bytes
    kind: Kind


def read_inputs(
    paths: Sequence[str | Path], *, stdin: BinaryIO | None = None, limits: Limits | None = None
) -> Iterator[RawInput | Failure]:
    """What stands at the paths, in the order given; a folder's files in the order of their paths.

    Lazy: a file is opened when it is asked for. In a folder, hidden files and files of other
    kinds than ours are passed over and named together in one `Failure`, unless all are hidden;
    a file that is named itself is read whatever it is called, its kind told from its first bytes.
    """
    limits = limits or Limits()
    for path in paths:
        name = os.fspath(path)
        if name == STANDARD_INPUT:
            yield from _read_stream(name, stdin or sys.stdin.buffer, limits)
        elif os.path.isdir(name):
            yield from _read_folder(name, limits)
        else:
            yield from _read_file(name, limits)


def _failure(location: str, reason: str) -> Failure:
    return Failure(location, "read", reason)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder"
    if isinstance(error, PermissionError):
        return "permission to read it is denied"
    if isinstance(error, ValueError):  # a NUL in the path
        return "this cannot be a path"
    return f"it cannot be read ({(error.strerror or str(error)).lower()})"


def list_folder(folder: str) -> list[str]:
    """The files in a folder that hold reports by their names, in the order in which they are read."""
    return _listed(folder)[0]


def _listed(folder: str) -> tuple[list[str], list[str], list[Failure]]:
    """Files of our kinds, others, and what could not be looked into."""
    files: list[str] = []
    passed_over: list[str] = []
    broken: list[Failure] = []

    def denied(error: OSError) -> None:
        broken.append(_failure(str(error.filename or folder), _reason(error)))

    # links to folders are not followed, so a link to a parent cannot make a loop
    for here, folders, names in os.walk(folder, onerror=denied):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if name.startswith("."):
                continue
            listed = files if Path(name).suffix.lower() in _KIND_OF else passed_over
            listed.append(os.path.join(here, name))
    return sorted(files, key=lambda path: path.split(os.sep)), passed_over, broken


def _read_folder(folder: str, limits: Limits) -> Iterator[RawInput | Failure]:
    files, passed_over, broken = _listed(folder)
    yield from broken
    for file in files:
        yield from _read_file(file, limits)
    if not files and not broken:
        kinds = ", ".join(sorted(_KIND_OF))
        yield _failure(folder, f"there is nothing to read in this folder (looked for {kinds})")
    elif passed_over:
        some = ", ".join(sorted(os.path.relpath(path, folder) for path in passed_over)[:3])
        more = f" and {len(passed_over) - 3} more" if len(passed_over) > 3 else ""
        yield _failure(folder, f"passed over, not a kind of file that holds reports: {some}{more}")


def _read_file(name: str, limits: Limits) -> Iterator[RawInput | Failure]:
    try:
        mode = os.stat(name).st_mode
        if not stat.S_ISREG(mode):  # opening a FIFO would wait for a writer, a device might never end
            yield _failure(name, "it is not a regular file (a pipe, socket or device)")
            return
        stream = open(name, "rb")
    except (OSError, ValueError) as exc:
        if isinstance(exc, FileNotFoundError) and os.path.islink(name):
            yield _failure(name, "it is a link to a file that does not exist")
        else:
            yield _failure(name, _reason(exc))
        return
    with stream:
        yield from _read_stream(name, stream, limits, Path(name).suffix.lower())


def _read_up_to(stream: BinaryIO, most: int) -> bytes:
    """In steps: an interruption is heeded between them, even while a pipe keeps us waiting."""
    parts: list[bytes] = []
    while most > 0 and (part := stream.read(min(most, _CHUNK))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def _read_stream(
    location: str, stream: BinaryIO, limits: Limits, suffix: str = ""
) -> Iterator[RawInput | Failure]:
    try:
        head = stream.read(_CHUNK)
        if not head.strip(b" \t\r\n\xef\xbb\xbf"):
            rest = stream.read(_CHUNK)
            if not head or not rest.strip():
                yield _failure(location, "it is empty" if not head else "it holds nothing but blanks")
                return
            head += rest
        kind = _KIND_OF[suffix] if suffix in _KIND_OF else sniff(head)
        if kind is None and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            yield from _read_lines(location, head, stream, limits)
            return
        limit = limits.of(kind or "json")
        raw = head + _read_up_to(stream, limit + 1 - len(head))
    except OSError as exc:
        yield _failure(location, _reason(exc))
        return
    if len(raw) > limit:
        yield _failure(
            location,
            f"it is too large: more than {limit / 1e6:g} MB, which no report has; it was not read further",
        )
    elif kind is None:  # UTF-16 cannot be cut at the byte of a line break
        yield from _utf16_lines(location, raw)
    else:
        yield RawInput(location, raw, kind)


def sniff(head: bytes) -> Kind | None:
    """What the first bytes of an input look like; None: records, one a line."""
    start = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = head[2:].replace(b"\0", b"")
    start = start.lstrip()
    if start.startswith(b"{"):
        lines = [line for line in start.split(b"\n") if line.strip()]
        whole = len(lines) > 1 and lines[0].rstrip().endswith(b"}") and lines[1].lstrip().startswith(b"{")
        return None if whole else "json"
    if start.startswith(b"[") and start[1:].lstrip()[:1] in (b"{", b"]"):
        return "json"
    lowered = start[:2048].lower()
    if lowered.startswith((b"<!doctype html", b"<?xml", b"<head", b"<!--")) or b"<html" in lowered:
        return "html"
    return "text"


def _read_lines(location: str, head: bytes, stream: BinaryIO, limits: Limits) -> Iterator[RawInput | Failure]:
    """The lines of a .jsonl; one that is too long is passed over without being kept."""
    buffer, number, broken, seen = bytearray(head.removeprefix(b"\xef\xbb\xbf")), 0, 0, 0
    too_long, ended = False, False
    while not (ended and not buffer):
        end = buffer.find(b"\n", seen)
        if end < 0 and not ended:
            seen = len(buffer)
            if seen > limits.record:
                too_long, seen = True, 0
                buffer.clear()
            chunk = stream.read(_CHUNK)
            ended = not chunk
            buffer += chunk
            continue
        end = len(buffer) if end < 0 else end
        line, number, seen = bytes(buffer[:end]).strip(), number + 1, 0
        del buffer[: end + 1]
        if too_long or len(line) > limits.record:
            too_long = False
            yield _failure(
                f"{location}:{number}", f"the record is too large: more than {limits.record / 1e6:g} MB"
            )
        elif line.startswith(b"{"):
            broken = 0
            yield RawInput(f"{location}:{number}", line, "json")
        elif line:
            broken += 1
            yield _failure(f"{location}:{number}", "this line is no record: it does not begin with {")
            if broken == limits.broken_records:
                yield _failure(
                    location,
                    f"{broken} lines in a row are no records, so the file was left at line {number};"
                    " it must hold one JSON object a line",
                )
                return


def _utf16_lines(location: str, raw: bytes) -> Iterator[RawInput | Failure]:
    try:
        lines = raw.decode("utf-16").split("\n")
    except UnicodeDecodeError as exc:
        yield _failure(location, f"it is not the UTF-16 that its mark says it is (byte {exc.start})")
        return
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield RawInput(f"{location}:{number}", line.encode(), "json")
