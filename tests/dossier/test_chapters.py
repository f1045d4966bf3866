"""Days, versions and undone foldings, in every form of the dossier."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import jsonschema
import pytest

from accord.dossier import labels, render, render_schema
from accord.records import Chapter, Dossier, Edit, Passage, Revision


@pytest.fixture
def goes_on(rich_dossier: Dossier) -> Dossier:
    account, *rest = rich_dossier.accounts
    first, second, third = account.story.articles[:3]
    before, after = Passage(first, 0, 4), Passage(third, 0, 6)
    edge = next(e for e in account.lineage.edges if e.kind == "shares passages")
    lineage = replace(
        account.lineage,
        edges=(*account.lineage.edges, replace(edge, kind="reprints", folds=True)),
        revisions=(Revision(third, first, (Edit(before, after), Edit(None, after))),),
        unfolded=((first, second),),
    )
    chapters = (
        Chapter(date(2031, 5, 14), (first,), account.facts[:1], account.utterances[:1], ()),
        Chapter(
            date(2031, 5, 15), (second,), account.facts[1:3], account.utterances[1:], account.conflicts[:1]
        ),
        Chapter(date(2031, 5, 17), (third,), (), (), ()),
    )
    return replace(rich_dossier, accounts=(replace(account, lineage=lineage, chapters=chapters), *rest))


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_what_is_new_each_day_is_told(goes_on: Dossier, form: str) -> None:
    told = render(goes_on, form)  # type: ignore[arg-type]
    account = goes_on.accounts[0]
    heading = "DAY BY DAY" if form == "text" else "Day by day"
    assert heading in told and heading not in render(replace(goes_on, accounts=goes_on.accounts[1:]), form)  # type: ignore[arg-type]
    part = told[told.rindex(heading) :]
    for day in ("14 May 2031", "15 May 2031", "17 May 2031"):
        assert day in part
    assert "the story begins" in part and labels.NOTHING_NEW in part
    new = goes_on.exact(account.facts[1].statement).split()[0]
    assert new in part[part.index("15 May 2031") :]


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_days_that_only_repeat_one_article_are_not_told(goes_on: Dossier, form: str) -> None:
    account, *rest = goes_on.accounts
    first, *later = account.chapters
    chapters = (first, *(replace(c, facts=account.alone, utterances=(), conflicts=()) for c in later))
    told = render(replace(goes_on, accounts=(replace(account, chapters=chapters), *rest)), form)  # type: ignore[arg-type]
    assert account.alone and labels.CHAPTERS.upper() not in told and labels.CHAPTERS_HINT not in told


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_versions_are_told_with_what_changed(goes_on: Dossier, form: str) -> None:
    told = render(goes_on, form)  # type: ignore[arg-type]
    assert "is a later version of" in told and "2 changes" in told and "became" in told


def test_the_tree_stands_in_the_terminal(goes_on: Dossier) -> None:
    assert "└─ reprint, 62% ── 3" in render(goes_on, "text")


def test_json_has_them_and_keeps_to_its_schema(goes_on: Dossier) -> None:
    document = json.loads(render(goes_on, "json"))
    jsonschema.validate(document, json.loads(render_schema()))
    story = document["stories"][0]
    assert [c["day"] for c in story["chapters"]] == ["2031-05-14", "2031-05-15", "2031-05-17"]
    assert story["chapters"][1]["conflicts"] == [0]
    assert story["lineage"]["revisions"][0]["changes"][1]["before"] is None
    assert len(story["lineage"]["unfolded"]) == 1
    assert [e["folds"] for e in story["lineage"]["edges"]].count(True) == 1
