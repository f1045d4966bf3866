"""Adding, versions, corrections, refresh: a library over a real store, with the real reader."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accord import pipeline, stamps
from accord.corrections import CorrectionError, anchor_of
from accord.ingest import Parsed, parse_input
from accord.library import Library
from accord.records import Account, Article, ArticleId, Block, Fact, Failure, Reading, Stated, StoryId
from accord.store import open_store
from accord.store.rows import Correction, Query

FERRY = (
    "The ferry Anselm sank off Ostrel on Monday with 40 people aboard. "
    "“We will find every one of them tonight,” said Mara Vale, the harbour master of Ostrel. "
    "Divers searched the hull of the ferry until dawn."
)
AGAIN = (
    "Divers searched the hull of the ferry Anselm, which sank off Ostrel on Monday. "
    "“We will find each of them tonight,” harbour master Mara Vale said."
)
BREAD = (
    "A bakery in Lowen baked a loaf of ninety kilograms. "
    "Schoolchildren ate it within an hour, the baker said."
)


def record(id: str, text: str, outlet: str = "Courier", **fields: str) -> str:
    url = f"https://{outlet.lower()}.example/{id}"
    return json.dumps(
        {"id": id, "text": text, "outlet": outlet, "published": "2024-05-21", "url": url} | fields
    )


@pytest.fixture
def lib(tmp_path: Path) -> Iterator[Library]:
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        yield Library(store)


@pytest.fixture
def day(tmp_path: Path) -> Path:
    path = tmp_path / "day.jsonl"
    lines = [record("f1", FERRY), record("f2", AGAIN, "Herald"), record("b1", BREAD, "Herald")]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_adding_twice_adds_once(lib: Library, day: Path) -> None:
    added = lib.add([day])
    assert (len(added.new), added.known, added.failures) == (3, 0, ())
    assert len(added.stories) == 2
    events = lib.store.events()
    again = lib.add([day])
    assert (again.new, again.known, again.stories) == ((), 3, ())
    assert lib.store.events() == events
    assert list(lib.store.check()) == []


def test_input_that_waits_is_taken_in_by_the_next_run(lib: Library, day: Path) -> None:
    from accord.inputs import RawInput, read_inputs

    for item in read_inputs([day]):
        assert isinstance(item, RawInput)
        lib.store.put_raw(item.location, item.raw, item.kind, lib._now())
    assert lib.store.counts().waiting == 3
    assert len(lib.refresh().added.new) == 3
    assert lib.store.counts().waiting == 0


def test_a_changed_text_is_a_version_in_the_same_story(lib: Library, day: Path, tmp_path: Path) -> None:
    lib.add([day])
    later = tmp_path / "later.jsonl"
    later.write_text(record("f1", FERRY + " All forty were found."))
    added = lib.add([later])
    assert (added.new, added.changed) == ((), ("f1",))
    page = lib.store.article_page(ArticleId("f1"))
    assert [v.number for v in page.versions] == [1, 2]
    assert "4 words added" in page.versions[1].changes[0]
    assert lib.store.events()[-1].kind == "revised"
    assert page.row.story is not None
    assert [r.article.text for r in lib.store.readings([page.row.id])] == [page.article.text]
    lib.tell_stale()
    assert lib.store.search(Query('"All forty were found"'))
    assert list(lib.store.check()) == []
    # the old text again, or only another date, is nothing new
    later.write_text(record("f1", FERRY) + "\n" + record("f1", FERRY, published="2024-05-30"))
    assert lib.add([later]).known == 2


def test_an_id_that_another_outlet_uses_is_another_article(lib: Library, day: Path, tmp_path: Path) -> None:
    lib.add([day])
    other = tmp_path / "other.jsonl"
    other.write_text(record("f1", BREAD + " It was rye.", "Beacon"))
    (new,) = lib.add([other]).new
    assert new != "f1"
    assert lib.store.article(new).id == new
    assert list(lib.store.check()) == []


def test_what_is_not_read_is_kept_with_the_reason(lib: Library, tmp_path: Path) -> None:
    path = tmp_path / "german.jsonl"
    path.write_text(
        record("d1", "Die Fähre ist gesunken. Taucher suchen nach den Leuten an Bord.", language="de")
    )
    added = lib.add([path])
    assert [f.reason for f in added.failures] == ["its language (de) is not analysed"]
    page = lib.store.article_page(ArticleId("d1"))
    assert page.row.unread and page.row.story is None
    assert list(lib.store.check()) == []
    assert lib.add([path]).known == 1


def test_two_at_once_add_each_article_once(lib: Library, day: Path, tmp_path: Path) -> None:
    other = Library(open_store(f"sqlite:///{tmp_path / 'store.sqlite'}"))
    first, second = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    lines = day.read_text().splitlines()
    first.write_text(lines[0])
    second.write_text("\n".join(lines[1:]))
    lib.add([first])
    other.add([day])
    lib.add([second, day])
    other.store.close()
    assert lib.store.counts().articles == 3
    assert len([e for e in lib.store.events() if e.kind in ("opened", "joined")]) == 3
    assert list(lib.store.check()) == []


def test_a_failed_write_leaves_nothing(lib: Library, day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the machine stopped")

    with monkeypatch.context() as patched:
        patched.setattr(lib.store, "put_events", fail)
        with pytest.raises(RuntimeError):
            lib.add([day])
    assert lib.store.counts().articles == 0
    assert lib.store.counts().waiting == 3
    added = lib.take_in()
    assert len(added.new) == 3
    assert list(lib.store.check()) == []


def test_what_older_stages_made_is_made_anew(
    lib: Library, day: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lib.add([day])
    lib.tell_stale()
    assert lib.refresh().read == 0
    monkeypatch.setattr(stamps, "stamp_of", lambda parts, settings="": f"newer {len(parts)}")
    refreshed = lib.refresh()
    assert (refreshed.read, refreshed.told) == (3, 2)
    assert lib.refresh().read == 0
    assert list(lib.store.check()) == []


def ingest_otherwise(monkeypatch: pytest.MonkeyPatch, change: Callable[[Article], Article | None]) -> None:
    """From now on a later `ingest` is at work, which makes other articles of the same input."""

    def parse(*given: Any) -> Parsed:
        articles, failures = parse_input(*given)
        return Parsed(tuple(new for a in articles if (new := change(a))), failures)

    monkeypatch.setattr("accord.library.parse_input", parse)
    monkeypatch.setattr(stamps, "stamp_of", lambda parts, settings="": f"newer {len(parts)}")


def with_text(article: Article, text: str) -> Article:
    return replace(article, text=text, blocks=(Block("body", 0, len(text)),))


def test_a_later_ingest_takes_in_anew_what_is_kept(
    lib: Library, day: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lib.add([day])
    before = lib.store.article(ArticleId("f1"))
    ingest_otherwise(monkeypatch, lambda a: replace(a, title=f"New {a.id}", outlet=Stated("Post", "record")))
    refreshed = lib.refresh()
    assert (refreshed.taken, refreshed.read, refreshed.failures) == (3, 3, ())
    page = lib.store.article_page(ArticleId("f1"))
    assert (len(page.versions), page.row.title, page.row.outlet) == (1, "New f1", "Post")
    assert page.article.text == before.text
    assert {row.name for row in lib.store.outlets()} == {"Post"}
    assert lib.store.search(Query('"New f1"'))
    assert lib.refresh().taken == 0
    assert list(lib.store.check()) == []


def test_another_text_of_the_same_input_is_a_further_version(
    told: tuple[Library, StoryId, StoryId], monkeypatch: pytest.MonkeyPatch
) -> None:
    lib, ferry, _ = told
    utterance = lib.tell(ferry).utterances[0].renderings[0].passages[0]
    text = lib.store.article(utterance.article).text
    anchor = anchor_of(utterance, text)
    lib.correct(Correction("set speaker", "ada", "", {"anchors": [anchor], "name": "Tomas Ferrin"}, ferry))
    ingest_otherwise(monkeypatch, lambda a: with_text(a, "By our own reporter. " + a.text))
    assert lib.refresh().failures == ()
    versions = lib.store.article_page(utterance.article).versions
    # what was made before stays, so that places in it keep their meaning
    assert [v.article.text for v in versions] == [text, "By our own reporter. " + text]
    assert versions[1].changes[0] == "made anew of the same input" and versions[1].raw == versions[0].raw
    assert lib.store.corrections()[0].subject["anchors"] == [anchor]
    account = lib.tell(ferry)  # the correction is found by its words
    assert "Tomas Ferrin" in {u.speaker.name for u in account.utterances if u.speaker}
    assert list(lib.store.check()) == []
    ingest_otherwise(monkeypatch, lambda a: with_text(a, "Nothing is left of it."))
    monkeypatch.setattr(stamps, "stamp_of", lambda parts, settings="": f"newest {len(parts)}")
    lib.refresh()
    assert any("could not be carried out" in note for note in lib.tell(ferry).notes)


def test_what_cannot_be_made_any_more_stays(lib: Library, day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lib.add([day])
    ingest_otherwise(monkeypatch, lambda a: None if a.id == "b1" else a)
    refreshed = lib.refresh()
    assert [f.reason for f in refreshed.failures] == [
        "it cannot be made of its input any more, and stays as it was"
    ]
    assert lib.store.article(ArticleId("b1")).text == BREAD
    assert list(lib.store.check()) == []


def test_what_a_later_ingest_can_use_comes_in(
    lib: Library, day: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "accord.library.parse_input", lambda location, *_: Parsed((), (Failure(location, "read", "no"),))
        )
        assert len(lib.add([day]).failures) == 3
    assert lib.store.counts().articles == 0
    ingest_otherwise(monkeypatch, lambda a: a)
    assert len(lib.refresh().added.new) == 3
    assert list(lib.store.check()) == []


# ---------------------------------------------------------------- corrections


@pytest.fixture
def told(lib: Library, day: Path) -> tuple[Library, StoryId, StoryId]:
    lib.add([day])
    lib.tell_stale()
    rows = {row.id: row for row in lib.store.article_rows([ArticleId(a) for a in ("f1", "f2", "b1")])}
    assert rows[ArticleId("f1")].story == rows[ArticleId("f2")].story
    return lib, rows[ArticleId("f1")].story, rows[ArticleId("b1")].story  # type: ignore[return-value]


def test_a_merge_survives_a_refresh_and_is_undone(told: tuple[Library, StoryId, StoryId]) -> None:
    lib, ferry, bread = told
    kept = lib.correct(Correction("merge stories", "ada", "one day", {"stories": [bread, ferry]}))
    assert set(lib.store.members(ferry)) == {"f1", "f2", "b1"}
    assert lib.store.became(bread) == ferry
    lib.refresh()
    assert len(lib.tell(ferry).story.articles) == 3
    lib.undo(kept.number, who="bo", why="no")
    assert lib.store.members(bread) == ("b1",)
    assert lib.store.became(bread) == bread
    assert [e.kind for e in lib.store.events()][-2:] == ["merged", "moved"]
    assert list(lib.store.check()) == []


def test_split_and_move(told: tuple[Library, StoryId, StoryId]) -> None:
    lib, ferry, bread = told
    split = lib.correct(Correction("split story", "ada", "", {"story": ferry, "articles": ["f2"]}))
    new = lib.store.article_rows([ArticleId("f2")])[0].story
    assert new not in (ferry, bread)
    moved = lib.correct(Correction("move article", "ada", "", {"article": "f2", "story": bread}))
    assert lib.store.members(bread) == ("f2", "b1") or set(lib.store.members(bread)) == {"f2", "b1"}
    lib.undo(moved.number, who="ada", why="")
    lib.undo(split.number, who="ada", why="")
    assert set(lib.store.members(ferry)) == {"f1", "f2"}
    assert list(lib.store.check()) == []


@pytest.mark.parametrize(
    ("kind", "subject", "told_of"),
    [
        ("merge stories", {"stories": ["nowhere", "else"]}, "there is no story"),
        ("merge stories", {"stories": ["one"]}, "two must be given"),
        ("split story", {"story": "nowhere", "articles": ["f1"]}, "not all of these"),
        ("move article", {"article": "none", "story": "nowhere"}, "there is no article"),
        ("set outlet", {"article": "none", "name": "X"}, "there is no article"),
        ("set name", {"name": "X"}, "to must be given"),
        ("join facts", {"anchors": ["x", "y"]}, "an anchor has"),
        ("paint it red", {}, "no correction called"),
    ],
)
def test_what_cannot_be_done_is_refused(
    told: tuple[Library, StoryId, StoryId], kind: str, subject: dict[str, object], told_of: str
) -> None:
    lib, *_ = told
    with pytest.raises(CorrectionError, match=told_of):
        lib.correct(Correction(kind, "ada", "", subject))  # type: ignore[arg-type]
    assert lib.store.corrections() == ()


def test_names_speakers_and_outlets_win_over_the_machine(told: tuple[Library, StoryId, StoryId]) -> None:
    lib, ferry, _ = told
    (said,) = [u for u in lib.tell(ferry).utterances if u.speaker and "Vale" in u.speaker.name]
    place = said.renderings[0].passages[0]
    text = lib.store.article(place.article).text
    lib.correct(Correction("set name", "ada", "", {"name": said.speaker.name, "to": "Maria Vale"}, ferry))  # type: ignore[union-attr]
    outlet = lib.correct(Correction("set outlet", "ada", "", {"article": "f1", "name": "The Courier"}))
    lib.tell_stale()
    assert lib.store.persons(like="maria vale")[0].stories == 1
    assert lib.store.outlet_page("The Courier").row.articles == 1
    speaker = lib.correct(
        Correction("set speaker", "ada", "", {"anchors": [anchor_of(place, text)], "name": "Jo Bell"}, ferry)
    )
    assert {u.speaker.name for u in lib.tell(ferry).utterances if u.speaker} == {"Jo Bell"}
    lib.refresh()
    assert {u.speaker.name for u in lib.tell(ferry).utterances if u.speaker} == {"Jo Bell"}
    lib.undo(speaker.number, who="ada", why="")
    lib.undo(outlet.number, who="ada", why="")
    assert {u.speaker.name for u in lib.tell(ferry).utterances if u.speaker} == {"Maria Vale"}
    assert lib.store.article_rows([ArticleId("f1")])[0].outlet == "Courier"


def test_utterances_and_facts_are_parted_and_joined(told: tuple[Library, StoryId, StoryId]) -> None:
    lib, ferry, _ = told
    account = lib.tell(ferry)
    texts = {a.id: a.text for a in lib.store.articles(account.story.articles)}
    (said,) = [u for u in account.utterances if len(u.renderings) > 1]
    places = [r.passages[0] for r in said.renderings]
    anchors = [anchor_of(p, texts[p.article]) for p in places]
    part = lib.correct(Correction("part utterance", "ada", "", {"anchors": anchors[1:]}, ferry))
    parted = lib.tell(ferry)
    assert len(parted.utterances) == len(account.utterances) + 1
    assert all(u.wording == "single" for u in parted.utterances)
    join = lib.correct(Correction("join utterances", "ada", "", {"anchors": anchors}, ferry))
    joined = [u for u in lib.tell(ferry).utterances if len(u.renderings) > 1]
    assert [u.wording for u in joined] == [said.wording]
    assert joined[0].renderings[1].differences == said.renderings[1].differences
    lib.undo(join.number, who="ada", why="")
    lib.undo(part.number, who="ada", why="")
    assert lib.tell(ferry).utterances == account.utterances

    facts = [*account.facts, *account.alone][:2]
    anchors = [anchor_of(f.statement, texts[f.statement.article]) for f in facts]
    lib.correct(Correction("join facts", "ada", "", {"anchors": anchors}, ferry))
    after = lib.tell(ferry)
    assert len(after.facts) + len(after.alone) == len(account.facts) + len(account.alone) - 1
    lib.correct(Correction("part fact", "ada", "", {"anchors": anchors[1:]}, ferry))
    again = lib.tell(ferry)
    assert len(again.facts) + len(again.alone) == len(account.facts) + len(account.alone)
    assert list(lib.store.check()) == []


def facts_of(account: Account) -> list[Fact]:
    return [*account.facts, *account.alone]


def test_a_new_name_reaches_the_she_that_a_statement_opens_with(lib: Library, tmp_path: Path) -> None:
    path = tmp_path / "sale.jsonl"
    told = f"{FERRY} Later she married a beekeeper from Lund in the chapel of Sarro."
    path.write_text(f"{record('f1', told)}\n{record('f2', AGAIN, 'Herald')}\n")
    lib.add([path])
    lib.tell_stale()
    (row,) = lib.store.article_rows([ArticleId("f1")])
    story = row.story or StoryId("")
    texts = {"f1": told, "f2": AGAIN}
    (opened,) = [f for f in facts_of(lib.tell(story)) if f.opening]
    assert opened.opening
    assert opened.opening.name == "Mara Vale"
    lib.correct(Correction("set name", "ada", "misspelt", {"name": "Mara Vale", "to": "Mara Vahl"}, story))
    (after,) = [f for f in facts_of(lib.tell(story)) if f.opening]
    assert after == replace(opened, opening=replace(opened.opening, name="Mara Vahl"))
    other = next(f for f in facts_of(lib.tell(story)) if not f.opening)
    anchors = [anchor_of(f.statement, texts[f.statement.article]) for f in (after, other)]
    lib.correct(Correction("join facts", "ada", "one deed", {"anchors": anchors}, story))
    joined = next(f for f in facts_of(lib.tell(story)) if {*after.evidence, *other.evidence} <= {*f.evidence})
    explained = {after.statement: after.opening, other.statement: None}
    assert joined.opening == explained[joined.statement]


def test_a_correction_whose_words_are_gone_is_told(told: tuple[Library, StoryId, StoryId]) -> None:
    lib, ferry, _ = told
    anchor = {"article": "f1", "start": 0, "end": 9, "words": "not there"}
    lib.correct(Correction("set speaker", "ada", "", {"anchors": [anchor], "name": "Jo Bell"}, ferry))
    assert any("“not there” is not found" in note for note in lib.tell(ferry).notes)


def test_what_is_told_is_told_from_what_was_kept(told: tuple[Library, StoryId, StoryId]) -> None:
    lib, ferry, _ = told
    readings = lib.store.readings(lib.store.members(ferry))
    fresh = [r for r in pipeline.read_all([r.article for r in readings]) if isinstance(r, Reading)]
    for kept, new in zip(readings, fresh, strict=True):
        assert replace(kept, vectors=new.vectors).sentences == new.sentences
        assert abs(kept.vectors - new.vectors).max() < 0.001


LONG = FERRY + (
    " Two tugs and a pilot boat came out from the harbour within the hour, and fishermen lowered nets"
    " beside them. The ferry had left the northern quay at six, half full, in calm water. Its owner,"
    " the Ostrel Line, said that the hull was surveyed in March and nothing was found."
)
COPY = LONG.replace("until dawn", "until dusk")


def test_articles_are_counted_apart_where_a_reader_says_so(lib: Library, tmp_path: Path) -> None:
    (tmp_path / "two.jsonl").write_text(record("f1", LONG) + "\n" + record("f2", COPY, "Herald") + "\n")
    lib.add([tmp_path])
    (story,) = (row.id for row in lib.store.stories())
    assert len(lib.tell(story).lineage.origins) == 1
    apart = lib.correct(
        Correction("count apart", "ada", "both sent someone", {"articles": ["f1", "f2"]}, story)
    )
    again = lib.tell(story)
    assert len(again.lineage.origins) == 2
    assert again.lineage.edges and not any(edge.folds for edge in again.lineage.edges)
    assert {fact.origins for fact in again.facts} == {2}
    lib.undo(apart.number, who="ada", why="one did")
    assert len(lib.tell(story).lineage.origins) == 1
    with pytest.raises(CorrectionError, match="not all of these"):
        lib.correct(Correction("count apart", "ada", "", {"articles": ["f1", "b1"]}, story))
    with pytest.raises(CorrectionError, match="two must be given"):
        lib.correct(Correction("count apart", "ada", "", {"articles": ["f1", "f1"]}, story))


def test_another_table_of_agencies_makes_what_was_told_stale(lib: Library, tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text(record("f1", "OSTREL (OPW) — " + FERRY) + "\n")
    lib.add([tmp_path / "one.jsonl"])
    lib.tell_stale()
    assert [c.source for c in lib.store.account(lib.store.stories()[0].id).credits] == []  # type: ignore[union-attr]
    table = tmp_path / "agencies.toml"
    table.write_text('[[agency]]\nname = "Ostrel Press Wire"\nforms = ["OPW"]\n')
    with_table = Library(lib.store, agencies=pipeline.read_agencies(table))
    assert with_table.tell_stale()
    assert not with_table.tell_stale()
    (credit,) = with_table.tell(lib.store.stories()[0].id).credits
    assert (credit.source, credit.kind) == ("OPW", "agency")
