"""The bundled example coverage from end to end: what the dossier of it must hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import accord
from accord import pipeline
from accord.dossier import render, render_schema
from accord.records import Account, Article, Dossier, Failure, Passage, Reading, Utterance
from accord.stories import group_articles

COVERAGE = Path(__file__).resolve().parents[1] / "examples" / "lowen-accord"


def name_of(article: Article) -> str:
    """File name without its endings, and the line of a record."""
    stem, _, line = article.location.rpartition("/")[2].partition(".jsonl:")
    return f"{stem}:{line}" if line else stem.split(".")[0]


@pytest.fixture(scope="module")
def accords(coverage: Dossier) -> Account:
    """The story of eleven articles."""
    return max(coverage.accounts, key=lambda account: len(account.story.articles))


def names(coverage: Dossier, passages: tuple[Passage, ...]) -> set[str]:
    return {name_of(coverage.article(p.article)) for p in passages}


def printed(utterance: Utterance) -> tuple[Passage, ...]:
    return tuple(p for r in utterance.renderings for p in r.passages)


# ---------------------------------------------------------------- what the example is there for


def test_the_regatta_is_its_own_story(coverage: Dossier, accords: Account) -> None:
    stories = [
        {name_of(coverage.article(a)) for a in account.story.articles} for account in coverage.accounts
    ]
    assert [len(story) for story in stories] == [11, 1]
    assert stories[1] == {"menrow-examiner-regatta"}


def test_reprints_are_one_origin(coverage: Dossier, accords: Account) -> None:
    origins = [{name_of(coverage.article(a)) for a in group} for group in accords.lineage.origins]
    assert {"corrant:1", "verrin-courier-accord", "menrow-examiner-accord"} in origins
    assert len(origins) == 9
    for edge in accords.lineage.edges:
        if edge.kind == "reprints":
            assert name_of(coverage.article(edge.on)) == "corrant:1"  # type: ignore[arg-type]


def test_no_fact_counts_a_copy(coverage: Dossier, accords: Account) -> None:
    group = {a: n for n, copies in enumerate(accords.lineage.origins) for a in copies}
    for fact in (*accords.facts, *accords.lead):
        assert fact.articles == len({p.article for p in fact.sure})
        assert 1 <= fact.origins <= len({group[p.article] for p in fact.sure})


def test_two_translations_are_one_utterance(coverage: Dossier, accords: Account) -> None:
    (found,) = [u for u in accords.utterances if any("the next war" in coverage.exact(p) for p in printed(u))]
    assert found.speaker is not None
    assert found.speaker.name == "Joram Kestel"
    assert found.wording == "differs"
    assert names(coverage, printed(found)) == {
        "corrant:1",
        "menrow-examiner-accord",
        "halmere-public-radio",
        "ostrel-morning-post-kestel",
    }
    contrasts = {
        frozenset({coverage.exact(d.left), coverage.exact(d.right)})
        for r in found.renderings
        for d in r.differences
    }
    assert any({"waiting room", "antechamber"} == {_kern(words) for words in pair} for pair in contrasts)


def _kern(words: str) -> str:
    return words.removeprefix("a ").removeprefix("an ").removesuffix(" for").removesuffix(" to")


def test_the_number_that_differs_is_a_conflict(coverage: Dossier, accords: Account) -> None:
    numbers = [c for c in accords.conflicts if c.kind == "number"]
    found = [c for c in numbers if {"24", "31"} == {side.value for side in c.sides}]
    assert len(found) == 1
    told = {side.value: names(coverage, side.evidence) for side in found[0].sides}
    assert told["31"] == {"ostrel-morning-post-exchange"}
    assert "ostrel-morning-post-exchange" not in told["24"]


def test_a_later_count_and_a_correction_contradict_nothing(coverage: Dossier, accords: Account) -> None:
    """Fourteen trucks by noon, 26 by nightfall; 210 monitors, which the outlet itself corrected."""
    for conflict in accords.conflicts:
        values = {side.value.lower() for side in conflict.sides}
        assert not values >= {"fourteen", "26"}, conflict
        assert "210" not in values, conflict


def test_credits(coverage: Dossier, accords: Account) -> None:
    told = {
        (name_of(coverage.article(p.article)), credit.kind, word)
        for credit in accords.credits
        for p in credit.evidence
        for word in credit.source.split()
    }
    assert ("ostrel-morning-post-kestel", "outlet", "Harbour") in told
    assert any(name == "corrant:1" and kind == "anonymous" for name, kind, _ in told)
    assert any(name == "halmere-public-radio" and kind == "document" for name, kind, _ in told)


def test_the_exchange_has_its_day(coverage: Dossier, accords: Account) -> None:
    days = {m.first.isoformat() for m in accords.timeline if m.first == m.last}
    assert {"2026-03-10", "2026-03-11", "2026-03-12", "2026-04-09"} <= days


# ---------------------------------------------------------------- evidence


def _claims(account: Account) -> Iterator[tuple[str, tuple[Passage, ...]]]:
    """Every statement of an account, by its kind, with its evidence."""
    for fact in (*account.lead, *account.facts, *account.alone):
        yield "fact", (*fact.evidence, fact.statement)
    for utterance in account.utterances:
        for rendering in utterance.renderings:
            yield "rendering", rendering.passages
    for conflict in account.conflicts:
        assert len(conflict.sides) > 1
        for side in conflict.sides:
            yield "side", side.evidence
    for credit in account.credits:
        yield "credit", (*credit.evidence, credit.source_passage)
    for moment in account.timeline:
        yield "moment", (*moment.evidence, moment.statement, moment.words)


def test_every_statement_has_evidence_that_lies_in_its_article(coverage: Dossier) -> None:
    for account in coverage.accounts:
        for kind, evidence in _claims(account):
            assert evidence, kind
            for passage in evidence:
                assert passage.article in account.story.articles
                text = coverage.article(passage.article).text
                assert 0 <= passage.start < passage.end <= len(text)
                assert coverage.exact(passage).strip() == coverage.exact(passage), kind


def test_a_statement_is_cut_from_its_evidence(coverage: Dossier) -> None:
    for account in coverage.accounts:
        for fact in (*account.lead, *account.facts, *account.alone):
            assert any(p.covers(fact.statement) for p in fact.evidence)
        for moment in account.timeline:
            assert moment.first <= moment.last
            assert any(p.covers(moment.statement) for p in moment.evidence)


def test_nothing_is_told_from_page_furniture(coverage: Dossier) -> None:
    for account in coverage.accounts:
        for kind, evidence in _claims(account):
            for p in evidence:
                furniture = [b for b in coverage.article(p.article).blocks if b.kind == "furniture"]
                assert not any(p.start < b.end and b.start < p.end for b in furniture), (
                    kind,
                    coverage.exact(p),
                )


def test_a_title_is_a_headline_of_the_story(coverage: Dossier) -> None:
    for account in coverage.accounts:
        assert account.title in {coverage.article(a).title for a in account.story.articles}


# ---------------------------------------------------------------- the order of the inputs


def _told(account: Account) -> dict[str, object]:
    """An account with all that depends on the order of its inputs left out."""
    return {
        "articles": set(account.story.articles),
        "id": account.story.id,
        "title": account.title,
        "lead": [(f.statement, frozenset(f.evidence)) for f in account.lead],
        "facts": {(f.statement, frozenset(f.evidence), f.articles, f.origins) for f in account.facts},
        "alone": {(f.statement, frozenset(f.evidence)) for f in account.alone},
        "utterances": {
            (u.speaker.name if u.speaker else None, u.wording, u.origins, frozenset(printed(u)))
            for u in account.utterances
        },
        "conflicts": {
            (c.kind, frozenset((s.value, frozenset(s.evidence)) for s in c.sides)) for c in account.conflicts
        },
        "credits": {(c.source, c.kind, frozenset(c.evidence)) for c in account.credits},
        "origins": {frozenset(group) for group in account.lineage.origins},
        "timeline": {(m.first, m.last, m.statement, frozenset(m.evidence)) for m in account.timeline},
        "cast": {(p.name, p.kind) for p in account.cast.persons},
        "notes": set(account.notes),
    }


@pytest.mark.parametrize("turn", [-1, 5])
def test_the_order_of_the_inputs_changes_nothing(
    coverage: Dossier, coverage_read: tuple[Reading, ...], turn: int
) -> None:
    turned = coverage_read[::-1] if turn < 0 else coverage_read[turn:] + coverage_read[:turn]
    again = pipeline.compile_dossier(turned, [r.article for r in turned])
    for left, right in zip(coverage.accounts, again.accounts, strict=True):
        one, other = _told(left), _told(right)
        for part in one:
            assert one[part] == other[part], part


# ---------------------------------------------------------------- reading, grouping, the public face


def test_skimming_groups_as_reading_does(coverage: Dossier, coverage_read: tuple[Reading, ...]) -> None:
    skimmed = [r for r in pipeline.skim_all([r.article for r in coverage_read]) if isinstance(r, Reading)]
    bare = [tuple(replace(s, leaning=0.0) for s in r.sentences) for r in coverage_read]
    assert [r.sentences for r in skimmed] == bare  # how far a sentence leans is not skimmed
    assert set(group_articles(skimmed)) == {account.story for account in coverage.accounts}


@pytest.fixture
def named(article: Callable[..., Article]) -> Callable[..., Article]:
    """An article by its text, name and language."""
    return lambda text, name, language, **fields: article(
        text, id=name, location=f"{name}.txt", language=language, **fields
    )


def test_what_is_in_another_language_is_left_out_in_its_place(named: Callable[..., Article]) -> None:
    english = named("The harbour was closed on Tuesday.", "a1", "en")
    german = named("Der Hafen wurde am Dienstag geschlossen.", "a2", "de-AT")
    unsure = named("Harbour.", "a3", "und")
    script = named("Гавань.", "a4", "und-Cyrl")
    results = list(pipeline.read_all([german, english, script, unsure]))
    assert [isinstance(r, Failure) for r in results] == [True, False, True, False]
    assert isinstance(results[0], Failure)
    assert results[0].reason == "its language (de-AT) is not analysed"
    assert [type(r) for r in pipeline.skim_all([german, english, script, unsure])] == list(map(type, results))


def test_a_title_alone_is_grouped(coverage_read: tuple[Reading, ...], named: Callable[..., Article]) -> None:
    bare = named("", "bare", "en", title="Lowen and Tarsk exchange prisoners at Orrow Bridge")
    nameless = named("", "nameless", "en")
    *skimmed, last = pipeline.skim_all([*(r.article for r in coverage_read), bare, nameless])
    assert isinstance(last, Failure)
    readings = [r for r in skimmed if isinstance(r, Reading)]
    assert readings[-1].article == bare
    stories = group_articles(readings)
    assert any("bare" in s.articles and len(s.articles) == 12 for s in stories)


def test_the_json_form_is_what_its_schema_says(coverage: Dossier) -> None:
    schema = json.loads(render_schema())
    Draft202012Validator.check_schema(schema)
    dossier = json.loads(render(coverage, "json"))
    Draft202012Validator(schema).validate(dossier)
    texts = {a["id"]: a["text"] for a in dossier["articles"]}

    def evidence(value: object) -> Iterator[dict[str, object]]:
        if isinstance(value, dict):
            if {"article", "start", "end", "exact"} <= value.keys():
                yield value
            value = list(value.values())
        for one in value if isinstance(value, list) else ():
            yield from evidence(one)

    found = list(evidence(dossier["stories"]))
    assert len(found) > 100
    for e in found:
        assert texts[e["article"]][e["start"] : e["end"]] == e["exact"]


def test_the_library_as_its_docstring_shows_it(tmp_path: Path) -> None:
    for path in ("harbour-ledger-exchange.txt", "ostrel-morning-post-exchange.txt"):
        (tmp_path / path).write_bytes((COVERAGE / path).read_bytes())
    dossier = accord.brief([f"{tmp_path}/"])
    told = [(f.origins, dossier.exact(f.statement)) for account in dossier.accounts for f in account.facts]
    assert told
    assert all(statement for _, statement in told)
    assert accord.render(dossier, "md").count("# ") > 3
    assert accord.brief([tmp_path / "no such"]).failures[0].reason == "there is no such file or folder"
    with pytest.raises(AttributeError, match="no attribute 'summary'"):
        accord.summary  # noqa: B018


def test_progress_is_told_from_start_to_end(coverage_read: tuple[Reading, ...]) -> None:
    seen: list[tuple[str, int, int]] = []
    articles = [r.article for r in coverage_read[:2]]
    list(pipeline.skim_all(articles, progress=lambda *step: seen.append(step)))
    assert seen == [("reading", 0, 2), ("reading", 1, 2), ("reading", 2, 2)]


def test_a_report_of_another_number_is_no_evidence(coverage: Dossier, accords: Account) -> None:
    for fact in accords.facts:
        if "24 Tarskan" in coverage.exact(fact.statement):
            assert not any("31 Tarskan" in coverage.exact(p) for p in fact.evidence)


def test_an_outlet_is_one_origin_of_a_fact(coverage: Dossier, accords: Account) -> None:
    for fact in accords.facts:
        outlets = {coverage.article(p.article).outlet for p in fact.evidence}
        assert fact.origins <= len({outlet.value for outlet in outlets if outlet})
