"""The commands that find and hand out what a store has."""

from __future__ import annotations

import email
import email.policy
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from accord.cli import app
from accord.library import Library

Run = Callable[..., Result]


@pytest.fixture
def run(example_library: Library, tmp_path: Path) -> Run:
    address = f"sqlite:///{tmp_path / 'example.sqlite'}"
    return lambda *arguments: CliRunner().invoke(app, ["--store", address, *map(str, arguments)])


def biggest(library: Library) -> str:
    return max(library.store.stories(), key=lambda row: row.articles).id


def test_search_finds_and_keeps(run: Run) -> None:
    found = run("search", "accord", "--limit", 3, "--save", "Deal")
    assert found.exit_code == 0
    assert found.stdout.count("\n    ") == 3
    listed = run("search")
    assert listed.stdout == "Deal\n    accord\n"
    again = run("search", "--saved", "Deal", "--limit", 3)
    assert again.stdout == found.stdout
    assert run("search", "--remove", "Deal").exit_code == 0
    assert run("search", "--saved", "Deal").exit_code == 1


def test_search_by_kind_and_day_as_lines(run: Run) -> None:
    found = run("search", "accord", "--kind", "quotation", "--format", "jsonl")
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    assert rows and {row["kind"] for row in rows} == {"quotation"}
    assert run("search", "accord", "--since", "2999-01-01").exit_code == 1
    assert run("search", "accord", "--since", "soon").exit_code == 2


def test_digest_in_the_form_that_the_name_tells(run: Run, example_library: Library, tmp_path: Path) -> None:
    told = run("digest", "--since", "24h")
    assert told.stdout.startswith("# New since")
    mail = tmp_path / "news.eml"
    assert run("digest", "--since", "24h", "--output", mail, "--base", "http://127.0.0.1:1").exit_code == 0
    read = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    assert read["X-Unsent"] == "1" and not read.defects
    body = read.get_body(("html",))
    assert body is not None and f"http://127.0.0.1:1/story/{biggest(example_library)}" in body.get_content()
    assert run("digest", "--since", "soon").exit_code == 2
    assert run("digest", "--base", "javascript:x").exit_code == 2
    assert run("digest", "--since", "2999-01-01").stdout.endswith("Nothing new.\n")


def test_digest_of_a_saved_search(run: Run) -> None:
    run("search", "accord", "--save", "Deal")
    told = json.loads(run("digest", "--since", "24h", "--saved", "Deal", "--format", "json").stdout)
    assert told["name"] == "Deal" and told["opened"]
    assert run("digest", "--saved", "Nothing").exit_code == 1


@pytest.mark.parametrize("format", ["json", "csv", "md", "html", "annotations", "schema-org"])
def test_export_of_a_story(run: Run, example_library: Library, format: str) -> None:
    story = biggest(example_library)
    assert run("export", story, "--format", format).stdout == run("story", story, "--format", format).stdout


def test_export_of_everything(run: Run, example_library: Library, tmp_path: Path) -> None:
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    for path in (one, two):
        assert run("export", "--all", "--format", "json", "--format", "md", "--output", path).exit_code == 0
    assert one.read_bytes() == two.read_bytes()
    names = zipfile.ZipFile(one).namelist()
    assert len([n for n in names if n.endswith(".md")]) == example_library.store.counts().stories
    assert not list(tmp_path.glob(".accord.*"))


def test_export_asks_for_one_thing(run: Run) -> None:
    assert run("export").exit_code == 2
    assert run("export", "x", "--all").exit_code == 2
    assert run("export", "nowhere").exit_code == 1
