"""Versions of one article: what stands under one address at two times, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from urllib.parse import parse_qsl, urlencode, urlsplit

from accord.records import Article, ArticleId, Edit, Passage, Reading, Revision
from accord.text import Word, words

TRACKING = frozenset("fbclid gclid dclid msclkid mc_cid mc_eid igshid cmpid ref ref_src src smid amp".split())
TOLD = frozenset({"headline", "dek", "heading", "body", "caption"})


def page_of(url: str | None) -> str | None:
    """What an address leads to, the same for all its spellings; None for none, or a site's front page.

    Scheme, "www", a mobile host, a fragment, tracking parameters and a last slash say nothing
    of the page.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    path = parts.path.rstrip("/").removesuffix("/amp")
    asked = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if key.lower() not in TRACKING and not key.lower().startswith("utm_")
    ]
    if not host or not (path or asked):
        return None
    return f"{host}{path}?{urlencode(sorted(asked))}" if asked else f"{host}{path}"


def find_revisions(readings: Sequence[Reading]) -> tuple[Revision, ...]:
    """Each article with the version before it of the same page, where there is one, and what changed.

    Versions stand by the time they came out, then as given.
    """
    pages: dict[str, list[Article]] = {}
    for reading in readings:
        page = page_of(reading.article.url)
        if page:
            pages.setdefault(page, []).append(reading.article)
    found: list[Revision] = []
    for versions in pages.values():
        ordered = sorted(versions, key=_time)
        for earlier, later in pairwise(ordered):
            found.append(Revision(later.id, earlier.id, find_changes(earlier, later)))
    place = {reading.article.id: k for k, reading in enumerate(readings)}
    return tuple(sorted(found, key=lambda r: place[r.article]))


def find_changes(earlier: Article, later: Article) -> tuple[Edit, ...]:
    """The stretches of words in which two versions differ, in the order of the later one.

    Paragraphs are paired first, then words within paragraphs that were changed; headline,
    body and captions are looked at, page furniture is not. A change of capitals or
    punctuation alone is none.
    """
    before, after = _paragraphs(earlier), _paragraphs(later)
    matcher = SequenceMatcher(None, [_forms(p) for p in before], [_forms(p) for p in after], autojunk=False)
    found: list[Edit] = []
    for what, a, b, c, d in matcher.get_opcodes():
        if what != "equal":
            left = [word for paragraph in before[a:b] for word in paragraph]
            right = [word for paragraph in after[c:d] for word in paragraph]
            found += _changed(earlier.id, left, later.id, right)
    return tuple(found)


def _changed(
    before: ArticleId, left: Sequence[Word], after: ArticleId, right: Sequence[Word]
) -> Iterator[Edit]:
    matcher = SequenceMatcher(None, [w.form for w in left], [w.form for w in right], autojunk=False)
    for what, a, b, c, d in _joined(matcher.get_opcodes()):
        if what != "equal":
            yield Edit(
                Passage(before, left[a].start, left[b - 1].end) if b > a else None,
                Passage(after, right[c].start, right[d - 1].end) if d > c else None,
            )


Opcode = tuple[str, int, int, int, int]
_FEW = 2  # unchanged words that do not part one change in two


def _joined(opcodes: Sequence[Opcode]) -> Iterator[Opcode]:
    """Changes with next to nothing between them made one."""
    held: Opcode | None = None
    for at, (what, a, b, c, d) in enumerate(opcodes):
        if what == "equal" and (b - a > _FEW or held is None or at + 1 == len(opcodes)):
            if held:
                yield held
            held = None
        elif held:
            held = ("replace", held[1], b, held[3], d)
        else:
            held = (what, a, b, c, d)
    if held:
        yield held


def _paragraphs(article: Article) -> list[tuple[Word, ...]]:
    found = [tuple(words(article.text, b.start, b.end)) for b in article.blocks if b.kind in TOLD]
    return [paragraph for paragraph in found if paragraph]


def _forms(paragraph: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.form for word in paragraph)


def _time(article: Article) -> tuple[bool, int, float]:
    published = article.published
    if published is None:
        return True, 0, 0.0
    return False, published.day.toordinal(), published.moment.timestamp() if published.moment else 0.0
