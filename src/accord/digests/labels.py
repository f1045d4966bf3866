"""The words of the digest, in one place."""

from __future__ import annotations

from datetime import datetime

from accord.digests.news import Digest, Piece, Place, StoryNews
from accord.dossier.labels import CONFLICT
from accord.dossier.sheets import one_line

OPENED = "New stories"
DEVELOPED = "What is new in stories"
CORRECTIONS = "Corrections"
NOTHING = "Nothing new."
MORE = "Further stories have changed; the desk lists them."
UNDONE = "undone"
UNTITLED = "A story without a title"
UNKNOWN_SPEAKER = "Speaker not known"
NO_OUTLET = "outlet not known"
SENDER = "Accord"
CHANGE = {"merged": "merged", "split": "split", "moved": "article moved", "revised": "article changed"}


def title(digest: Digest) -> str:
    since = moment(digest.since)
    return f"{one_line(digest.name)}: new since {since}" if digest.name else f"New since {since}"


def moment(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}" if (at.hour, at.minute) == (0, 0) else f"{at.day} {at:%B %Y, %H:%M}"


def story_title(news: StoryNews) -> str:
    return one_line(news.story.title) or UNTITLED


def tally(news: StoryNews) -> str:
    """ "3 new articles of 7; 4 origins" """
    new, all_ = len(news.articles), news.story.articles
    told = _some(new, "article") if news.opened else f"{_some(new, 'new article')} of {all_}"
    return told + (f"; {_some(news.story.origins, 'origin')}" if news.story.origins else "")


def support(piece: Piece) -> str:
    """ "2 articles, 2 origins" """
    told = f"{_some(piece.articles, 'article')}, {_some(piece.origins, 'origin')}"
    return f"now {told}" if piece.shared_since else told


def left_out(count: int) -> str:
    return f"{count} more in the story" if count else ""


def place_name(place: Place) -> str:
    return one_line(place.outlet or "") or NO_OUTLET


def difference(kind: str, about: str) -> str:
    told = CONFLICT.get(kind, kind)  # type: ignore[call-overload]
    return f"{told}: {one_line(about)}" if about else str(told)


def change(kind: str) -> str:
    return CHANGE.get(kind, kind)


def _some(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
