"""What an article attributes to whom: quotations, reported claims, attitudes.

Attribution after Pareti and PolNeAR (Newell, Margolin and Ruths, LREC 2018): a source,
a cue and a content. Quoted speech is read from its marks (`quote_marks`, `speech`),
reported speech from the parse (`claims`), and a table of how often each word
attributes in each construction decides which claims are kept (`cues`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from accord.annotate.claims import Claim, Range, find_claims
from accord.annotate.quote_marks import Marked, find_marked
from accord.annotate.speech import Page, Utterance, find_utterances
from accord.annotate.weighing import likelihood
from accord.records import Article, ArticleId, BlockKind, Passage, Quotation, QuotationKind, Sentence

_TRIM = frozenset(",.;:—–-!?…)(] [/|·•*")
_ASIDE = frozenset("which who whose where because although though while but and".split())
Span = tuple[int, int]  # half-open offsets


@dataclass(frozen=True, slots=True)
class Attributing:
    """How sure a reported claim must be."""

    floor: float = 0.33  # best attribution F1 on held-out articles of PolNeAR train, flat from 0.28 to 0.37


def find_quotations(
    article: Article, doc: Doc, sentences: Sequence[Sentence], *, settings: Attributing = Attributing()
) -> tuple[Quotation, ...]:
    """Everything the article attributes to a source, in order of its content.

    Passages of content include the quotation marks; a quotation that a cue splits, or
    that goes on in the next sentence, has one passage a stretch. A quotation without a
    cue of its own has source and cue of the one it carries on, which stand earlier in
    the text. One inside another is a quotation too. `speaker` is left open. Words in
    marks that nobody is said to have said are left out, so is furniture; empty means
    that the article attributes nothing.
    """
    page = lay_out(article.text, doc, sentences)
    utterances = find_utterances(page)
    drafts = [*_spoken(page, utterances), *_claimed(page, utterances, settings)]
    drafts.sort(key=lambda d: (d.content, -d.score))
    return tuple(_record(article.id, d, page) for d in _distinct(drafts))


def lay_out(text: str, doc: Doc, sentences: Sequence[Sentence]) -> Page:
    """The parsed article with its paragraphs and its stretches in quotation marks."""
    paragraphs = _paragraphs(sentences)
    bounds = [(start, end) for start, end, _ in paragraphs]
    return Page(doc, find_marked(text, bounds), bounds, [kind for _, _, kind in paragraphs])


def _paragraphs(sentences: Sequence[Sentence]) -> list[tuple[int, int, BlockKind]]:
    found: dict[int, tuple[int, int, BlockKind]] = {}
    for s in sentences:
        if s.block == "furniture":
            continue
        start, end, kind = found.get(s.paragraph, (s.passage.start, s.passage.end, s.block))
        found[s.paragraph] = min(start, s.passage.start), max(end, s.passage.end), kind
    return sorted(found.values())


@dataclass(frozen=True, slots=True)
class _Draft:
    content: tuple[Span, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    head: int | None
    spoken: bool
    score: float


def _spoken(page: Page, utterances: Sequence[Utterance]) -> list[_Draft]:
    drafts = []
    for utterance in utterances:
        stretches = [(page.marked[n].start, page.marked[n].end) for n in sorted(utterance.stretches)]
        if utterance.lead is not None:
            stretches[0] = page.doc[utterance.lead].idx, stretches[0][1]
        content = tuple(stretches)
        cue = utterance.cue
        drafts.append(
            _Draft(content, offsets(page, cue.source), offsets(page, cue.words), cue.head, True, 1.0)
        )
    return drafts


def _claimed(page: Page, utterances: Sequence[Utterance], settings: Attributing) -> list[_Draft]:
    best: dict[int, tuple[float, Claim]] = {}
    taken = {u.cue.head for u in utterances}
    quoted = {n for u in utterances for n in u.stretches}
    for claim in find_claims(page.doc):
        if page.paragraph_of[claim.head] < 0 or claim.head in taken:
            continue
        sure = likelihood(page, claim)
        if sure < settings.floor:
            continue
        if claim.anchor not in best or sure > best[claim.anchor][0]:
            best[claim.anchor] = sure, claim
    drafts = []
    for sure, claim in best.values():
        content = claim_content(page, claim)
        if not content or (
            any(
                page.inside[a] in quoted and page.inside[claim.head] < 0
                for a, b in claim.content
                for a in range(a, b)
                if page.inside[a] >= 0
            )
            and _mostly_quoted(page, content, quoted)
        ):
            continue
        source = offsets(page, claim.source)
        drafts.append(_Draft(content, source, offsets(page, (claim.cue,)), claim.head, False, sure))
    return drafts


def _mostly_quoted(page: Page, content: Sequence[Span], quoted: Iterable[int]) -> bool:
    size = sum(b - a for a, b in content)
    shared = sum(
        max(0, min(b, page.marked[n].end) - max(a, page.marked[n].start)) for a, b in content for n in quoted
    )
    return shared >= 0.5 * size


def claim_content(page: Page, claim: Claim) -> tuple[Span, ...]:
    """The words of a claim: trimmed of outer punctuation, never cutting into a quotation."""
    host = page.inside[claim.head]
    text = page.text
    spans: list[Span] = []
    for start, end in offsets(page, claim.content):
        if host >= 0:
            low, high = page.marked[host].inner(text)
            start, end = max(start, low), min(end, high)
        else:
            for number in {page.inside[page.at(start)], page.inside[page.at(max(start, end - 1))]} - {-1}:
                m = page.marked[number]
                if m.start < end and start < m.end:
                    start, end = min(start, m.start), max(end, m.end)
            end = _before_aside(page, start, end)
        if start < end and any(c.isalnum() for c in text[start:end]):
            spans.append((start, end))
    spans.sort()
    joined: list[Span] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def _before_aside(page: Page, start: int, end: int) -> int:
    """Where content ends that closes with quoted words and a comma, before the author's own "which ..."."""
    text = page.text
    for number in sorted(
        {n for n in page.inside[page.at(start) : page.at(max(start, end - 1)) + 1] if n >= 0}
    ):
        m = page.marked[number]
        low, high = m.inner(text)
        if m.end < end and text[low:high].rstrip()[-1:] == ",":
            rest = text[m.end : end].split()
            if rest and rest[0].lower() in _ASIDE:
                return m.end
    return end


def offsets(page: Page, ranges: Iterable[Range]) -> tuple[Span, ...]:
    """Token ranges as offsets, without the blanks and stops at their ends."""
    out = []
    doc, text = page.doc, page.text
    for start, end in ranges:
        while start < end and (doc[start].is_space or doc[start].text in _TRIM):
            start += 1
        while start < end and (doc[end - 1].is_space or doc[end - 1].text in _TRIM):
            end -= 1
        if start < end:
            first = doc[start].idx
            while first > 1 and text[first - 1] == "." and text[first - 2].isalnum():
                first = _word_start(text, first - 1)  # "News.Lo" is one name, whatever the tokens
            out.append((first, doc[end - 1].idx + len(doc[end - 1])))
    return tuple(sorted(set(out)))


def _word_start(text: str, at: int) -> int:
    while at > 0 and text[at - 1].isalnum():
        at -= 1
    return at


def _distinct(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Without second copies of one content, the surer one kept."""
    kept: dict[tuple[Span, ...], _Draft] = {}
    for draft in drafts:
        if draft.content not in kept:
            kept[draft.content] = draft
    return list(kept.values())


def _record(article: ArticleId, draft: _Draft, page: Page) -> Quotation:
    def passages(spans: Iterable[Span]) -> tuple[Passage, ...]:
        exact = (_without_blanks(page.text, *span) for span in spans)
        return tuple(Passage(article, a, b) for a, b in exact if a < b)

    host = page.inside[draft.head] if draft.head is not None and not draft.spoken else -1
    return Quotation(
        content=passages(draft.content),
        source=passages(draft.source),
        cue=passages(draft.cue),
        kind=_kind(page, draft.content, host),
        speaker=None,
        score=round(draft.score, 3),
    )


def _without_blanks(text: str, start: int, end: int) -> Span:
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())


def _kind(page: Page, content: Iterable[Span], host: int) -> QuotationKind:
    text = page.text
    marks: list[Marked] = [m for n, m in enumerate(page.marked) if n != host]
    inside = outside = 0
    for start, end in content:
        letters = sum(c.isalnum() for c in text[start:end])
        covered = 0
        for m in marks:
            low, high = max(start, m.start), min(end, m.end)
            if low < high:
                covered += sum(c.isalnum() for c in text[low:high])
        inside += covered
        outside += letters - covered
    return "indirect" if not inside else "mixed" if outside else "direct"
