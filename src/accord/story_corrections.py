"""What a reader's correction of stories comes to: events that merge, split and move."""

from __future__ import annotations

import hashlib
from typing import Any

from accord.corrections import CorrectionError
from accord.records import ArticleId, StoryId
from accord.store import Store
from accord.store.rows import Correction, Event


def story_events(store: Store, correction: Correction, subject: dict[str, Any]) -> list[Event]:
    """What a correction changes about stories; notes in `subject` what it needs to be undone.

    Raises `CorrectionError` where it cannot be carried out.
    """
    kind, who = correction.kind, correction.who
    why = correction.why.strip() or "put right by a reader"
    if kind == "merge stories":
        stories = list(dict.fromkeys(store.became(StoryId(s)) for s in subject["stories"]))
        members = {s: store.members(s) for s in stories}
        empty = [s for s, articles in members.items() if not articles]
        if empty or len(stories) < 2:
            raise CorrectionError(
                f"there is no story {empty[0]}" if empty else "a story cannot be merged with itself"
            )
        first = store.oldest(stories)
        moved = {a: s for s in stories if s != first for a in members[s]}
        subject |= {"was": moved, "became": first}
        others = tuple(s for s in stories if s != first)
        return [Event("merged", first, tuple(moved), why, others, who)]
    if kind == "split story":
        story = store.became(StoryId(subject["story"]))
        members_of = store.members(story)
        articles = tuple(a for a in members_of if a in subject["articles"])
        if len(articles) != len(set(subject["articles"])):
            raise CorrectionError(f"not all of these articles are in story {story}")
        if len(articles) == len(members_of):
            raise CorrectionError("some of the story's articles must stay")
        new = _new_story(store, articles[0])
        subject |= {"was": dict.fromkeys(articles, story), "became": new}
        return [Event("split", story, articles, why, (new,), who)]
    if kind == "move article":
        story = store.became(StoryId(subject["story"]))
        rows = store.article_rows([ArticleId(subject["article"])])
        if not rows or not store.members(story):
            missing = f"article {subject['article']}" if not rows else f"story {story}"
            raise CorrectionError(f"there is no {missing}")
        if rows[0].story == story or rows[0].story is None:
            raise CorrectionError("the article is in that story already" if rows[0].story else "not read")
        subject |= {"was": {rows[0].id: rows[0].story}, "became": story}
        return [Event("moved", story, (rows[0].id,), why, (rows[0].story,), who)]
    if kind == "set outlet" and not store.article_rows([ArticleId(subject["article"])]):
        raise CorrectionError(f"there is no article {subject['article']}")
    if kind == "count apart":
        members_of = store.members(store.became(StoryId(correction.story or "")))
        if not set(subject["articles"]) <= set(members_of):
            raise CorrectionError(f"not all of these articles are in story {correction.story}")
    return []


def _new_story(store: Store, article: ArticleId) -> StoryId:
    n = 0
    while True:
        name = f"split\n{article}\n{n}"
        story = StoryId(hashlib.sha256(name.encode()).hexdigest()[:12])
        if store.revision(story) is None:
            return story
        n += 1
