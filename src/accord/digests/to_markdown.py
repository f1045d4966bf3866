"""The digest as Markdown (CommonMark)."""

from __future__ import annotations

from collections.abc import Iterator

from accord.digests import labels
from accord.digests.news import Digest, Place, StoryNews
from accord.dossier.sheets import web_address
from accord.dossier.to_markdown import escape


def render_markdown(digest: Digest, *, base: str = "") -> str:
    """The digest as text that can be read as it is; `base` is the desk's address, for links."""
    return "\n".join(_lines(digest, base)).strip("\n") + "\n"


def story_address(base: str, story: str) -> str:
    """Where the desk shows a story; "" without a desk."""
    from urllib.parse import quote

    return f"{base.rstrip('/')}/story/{quote(story, safe='')}" if base else ""


def _lines(digest: Digest, base: str) -> Iterator[str]:
    yield f"# {escape(labels.title(digest))}"
    yield ""
    if digest.empty:
        yield labels.NOTHING
    for heading, some in ((labels.OPENED, digest.opened), (labels.DEVELOPED, digest.developed)):
        if some:
            yield f"## {heading}"
            yield ""
        for news in some:
            yield from _story(news, base)
    if digest.more:
        yield f"*{labels.MORE}*"
        yield ""
    if digest.corrections:
        yield f"## {labels.CORRECTIONS}"
        yield ""
        for c in digest.corrections:
            undone = f" ({labels.UNDONE}: {escape(c.undone_why or '')})" if c.undone else ""
            yield f"- {escape(c.kind)}, {escape(c.who)}: {escape(c.why)}{undone}"


def _story(news: StoryNews, base: str) -> Iterator[str]:
    title, address = escape(labels.story_title(news)), story_address(base, news.story.id)
    yield f"### [{title}](<{address}>)" if address else f"### {title}"
    yield ""
    yield f"*{escape(labels.tally(news))}*"
    yield ""
    for piece in news.pieces:
        led = f"**{escape(piece.speaker or labels.UNKNOWN_SPEAKER)}**: " if piece.kind == "utterance" else ""
        yield f"- {led}{escape(piece.words)} ({labels.support(piece)}) {_cited(piece.evidence)}"
    if news.left_out:
        yield f"- *{labels.left_out(news.left_out)}*"
    for differing in news.differences:
        yield f"- **{escape(labels.difference(differing.kind, differing.about))}**"
        for side in differing.sides:
            yield f"  - {escape(side.words)} {_cited(side.evidence)}"
    for event in news.changes:
        yield f"- {escape(labels.change(event.kind))}: {escape(event.reason)}"
    yield ""


def _cited(places: tuple[Place, ...]) -> str:
    named = []
    for place in places:
        name, url = escape(labels.place_name(place)), web_address(place.url)
        named.append(f"[{name}](<{link(url)}>)" if url else name)
    return "\\[" + ", ".join(named) + "\\]"


def link(url: str) -> str:
    """An address as it may stand between angle brackets."""
    return url.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E")
