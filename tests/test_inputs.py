from __future__ import annotations

import io
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.ingest import parse_input
from accord.inputs import Limits, RawInput, read_inputs
from accord.records import Failure

REPORT = b"The accord between Lowen and Tarsk entered into force on Tuesday, officials said.\n"
RECORD = b'{"text": "The accord entered into force on Tuesday."}'


def told(*paths: str | Path, **keywords: object) -> list[tuple[str, str]]:
    """Location and kind of what was read, location and reason of what was not."""
    return [
        (one.location, one.kind if isinstance(one, RawInput) else one.reason)
        for one in read_inputs(paths, **keywords)  # type: ignore[arg-type]
    ]


def put(folder: Path, name: str, raw: bytes = REPORT) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    return path


# ------------------------------------------------------------ files and folders


def test_a_mix_in_the_order_given(tmp_path: Path) -> None:
    text, page = put(tmp_path, "b.txt"), put(tmp_path, "a.HTML", b"<p>...</p>")
    feed = put(tmp_path, "f.json", b"[]")
    assert told(text, page, feed) == [(str(text), "text"), (str(page), "html"), (str(feed), "json")]


def test_a_folder_is_read_recursively_in_the_order_of_its_paths(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/10.txt", "a.txt", "c.jsonl", "b.txt"):
        put(tmp_path, name, RECORD if name.endswith("l") else REPORT)
    found = [os.path.relpath(location, tmp_path) for location, _ in told(tmp_path)]
    assert found == ["a.txt", "b/10.txt", "b/2.txt", "b.txt", "c.jsonl:1"]


def test_hidden_files_and_other_kinds_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    for name in ("a.txt", ".hidden.txt", ".git/b.txt", "c.png", "d.pdf"):
        put(tmp_path, name)
    assert told(tmp_path) == [
        (str(tmp_path / "a.txt"), "text"),
        (str(tmp_path), "passed over, not a kind of file that holds reports: c.png, d.pdf"),
    ]


def test_a_file_that_is_named_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    assert told(put(tmp_path, "report.text.old")) == [(str(tmp_path / "report.text.old"), "text")]


def test_a_link_to_a_parent_makes_no_loop(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    (tmp_path / "up").symlink_to(tmp_path, target_is_directory=True)
    assert told(tmp_path) == [(str(tmp_path / "a.txt"), "text")]


# ------------------------------------------------------------ what cannot be read, and in which words


def empty(folder: Path) -> Path:
    return put(folder, "empty.txt", b"")


def blank(folder: Path) -> Path:
    return put(folder, "blank.txt", b" \n\t\n")


def missing(folder: Path) -> Path:
    return folder / "missing.txt"


def broken_link(folder: Path) -> Path:
    (folder / "link.txt").symlink_to(folder / "nowhere.txt")
    return folder / "link.txt"


def link_to_itself(folder: Path) -> Path:
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    return folder / "loop.txt"


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.txt")
    return folder / "pipe.txt"


def empty_folder(folder: Path) -> Path:
    (folder / "none").mkdir()
    return folder / "none"


def folder_of_pictures(folder: Path) -> Path:
    return put(folder, "pictures/a.png").parent


def large(folder: Path) -> Path:
    path = put(folder, "large.txt", b"")
    os.truncate(path, 50_000_000)
    return path


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (empty, "it is empty"),
        (blank, "it holds nothing but blanks"),
        (missing, "there is no such file or folder"),
        (broken_link, "it is a link to a file that does not exist"),
        (link_to_itself, "it cannot be read (too many levels of symbolic links)"),
        (pipe, "it is not a regular file"),
        (empty_folder, "there is nothing to read in this folder"),
        (folder_of_pictures, "there is nothing to read in this folder"),
        (large, "it is too large: more than 2 MB"),
    ],
)
def test_a_bad_path_is_named_with_its_reason(
    tmp_path: Path, make: Callable[[Path], Path], reason: str
) -> None:
    bad, good = make(tmp_path), put(tmp_path, "good/a.txt")
    failure, read = read_inputs([bad, good])
    assert isinstance(failure, Failure) and isinstance(read, RawInput)
    assert failure.location == str(bad) and reason in failure.reason and failure.stage == "read"
    assert read.raw == REPORT


def test_what_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "secret.txt")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)  # the suite may run as root, who may read anything
    assert told(path) == [(str(path), "permission to read it is denied")]


def test_a_path_that_cannot_be_one() -> None:
    assert told("a\0b") == [("a\0b", "this cannot be a path")]


def test_fifty_megabytes_are_refused_in_bounded_memory(tmp_path: Path) -> None:
    path = put(tmp_path, "large.txt", b"The accord holds. " * 2_800_000)
    tracemalloc.start()
    (failure,) = read_inputs([path])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(failure, Failure) and peak < 15_000_000


# ------------------------------------------------------------ records, one a line


def test_records_carry_the_number_of_their_line(tmp_path: Path) -> None:
    path = put(tmp_path, "f.jsonl", b"\xef\xbb\xbf" + RECORD + b"\r\n\n" + RECORD)
    assert told(path) == [(f"{path}:1", "json"), (f"{path}:3", "json")]


def test_a_broken_record_on_line_17(tmp_path: Path) -> None:
    lines = [RECORD] * 20
    lines[16] = b'{"text": "The accord entered'
    path = put(tmp_path, "f.jsonl", b"\n".join(lines))
    parsed = [
        parse_input(one.location, one.raw, one.kind)
        for one in read_inputs([path])
        if isinstance(one, RawInput)
    ]
    assert sum(len(one.articles) for one in parsed) == 19
    (failure,) = (failure for one in parsed for failure in one.failures)
    assert failure.location == f"{path}:17" and "its JSON is broken" in failure.reason


def test_a_file_that_holds_no_records_is_left(tmp_path: Path) -> None:
    path = put(tmp_path, "f.jsonl", b"{\n" + b'"text": 1,\n' * 1_000)
    found = told(path)
    assert found[0] == (f"{path}:1", "json") and len(found) == 7
    assert found[-1] == (
        str(path),
        "5 lines in a row are no records, so the file was left at line 6;"
        " it must hold one JSON object a line",
    )


def test_a_record_that_is_too_long_is_passed_over(tmp_path: Path) -> None:
    path = put(tmp_path, "f.jsonl", RECORD + b"\n" + b"{" * 300_000 + b"\n" + RECORD + b"\n")
    assert told(path, limits=Limits(record=100_000)) == [
        (f"{path}:1", "json"),
        (f"{path}:2", "the record is too large: more than 0.1 MB"),
        (f"{path}:3", "json"),
    ]


def test_records_in_utf16(tmp_path: Path) -> None:
    path = put(tmp_path, "f.jsonl", (RECORD.decode() + "\n").encode("utf-16") * 1)
    (one,) = read_inputs([path])
    assert isinstance(one, RawInput) and one.raw == RECORD and one.location == f"{path}:1"


@given(st.lists(st.binary(max_size=30).map(lambda raw: b"{" + raw.replace(b"\n", b"").strip()), max_size=8))
def test_every_line_comes_once(lines: list[bytes]) -> None:
    raw = b"\n".join(lines)
    head = RECORD + b"\n" + RECORD + b"\n"  # two records: told from one JSON text over many lines
    found = [one for one in read_inputs(["-"], stdin=io.BytesIO(head + raw)) if isinstance(one, RawInput)]
    assert [one.raw for one in found][2:] == [line.strip() for line in lines]


# ------------------------------------------------------------ standard input


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (REPORT, [("-", "text")]),
        (b"<!doctype html><p>x</p>", [("-", "html")]),
        (b"\n <html lang=en>", [("-", "html")]),
        (b'[{"text": "x"}]', [("-", "json")]),
        (b'{\n "text": "x"\n}', [("-", "json")]),
        (RECORD, [("-", "json")]),
        (RECORD + b"\n" + RECORD, [("-:1", "json"), ("-:2", "json")]),
        (b'{"text": "<html>"}', [("-", "json")]),
        (b"[1] The accord holds.", [("-", "text")]),
        (b"", [("-", "it is empty")]),
    ],
)
def test_standard_input_is_told_by_its_first_bytes(raw: bytes, expected: list[tuple[str, str]]) -> None:
    assert told("-", stdin=io.BytesIO(raw)) == expected


def test_standard_input_that_cannot_be_read() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    assert told("-", stdin=Broken()) == [("-", "it cannot be read (input/output error)")]
