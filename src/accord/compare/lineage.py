"""Who depends on whom: copies, shared passages, credits, and how many origins remain.

Copies are many articles and one origin. What is counted as what:

- *own prose* is what stands outside quotation marks. Two reporters at one speech write
  down the same words; they do not write the same sentences around them.
- *reprints*: most of the shorter article's own prose is the other's.
- *shares passages*: some stretches of own prose are the other's.
- *quotes the same rendering*: long quotations stand in both word for word and cut at the
  same places, and nothing else does.
- *credits*: a sentence names a source that the article leans on.
- *origin*: articles that are reprints of one another, or that carry the mark of one
  agency and share prose, or that are versions of one page. What made two articles one is
  marked (`Edge.folds`, `Lineage.revisions`) and can be undone (`unfold`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from accord.compare.overlap import Column, Matching, Stretch, align, find_overlaps, read_column
from accord.compare.revisions import find_revisions, page_of
from accord.compare.sources import word_tables
from accord.compare.wire import Agencies, OutletNames, find_wire, known_agencies
from accord.names import fold
from accord.records import Article, ArticleId, Credit, Edge, EdgeKind, Lineage, Passage, Reading

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Tracing:
    """When shared words make an article depend on another. Measured by `evals.reprints`."""

    matching: Matching = field(default=Matching())
    reprint: float = 0.6  # share of the shorter article's own prose; flat from 0.5 to 0.7
    least: int = 30  # words of own prose an article needs to be called a reprint
    news: int = 10  # own words a further source must explain that a better one has not
    news_quoted: int = 20  # the same in quoted words
    nearly: float = 0.9  # of what the best source explains, for an earlier one to be preferred
    longer: float = 1.1  # how much longer an article is the fuller one of two


# Credits to someone unnamed, or to a body speaking for itself, are no dependence on a report.
CREDITED = frozenset({"outlet", "agency", "document", "social"})
COVERED = 0.5  # share of a piece of evidence that must be shared to make it the other's


def trace_lineage(
    readings: Sequence[Reading],
    credits: Sequence[Credit],
    *,
    unfold: Iterable[tuple[ArticleId, ArticleId]] = (),
    agencies: Agencies | None = None,
    settings: Tracing = Tracing(),
) -> Lineage:
    """The dependences between the articles of one story, and the articles by origin.

    Each article is traced to the fewest articles that explain its shared words, the one
    that explains most first; so three copies of one text make two edges, and a text
    pieced together from two makes two. Passages are paired sentence by sentence.

    The source of two articles is the one that the other credits; else the agency's own;
    else the one published earlier; else the one with an agency's mark; else the
    longer one by a tenth; else the one that comes first in `readings`. The last two are
    guesses, the best there are when articles have no dates. An article that credits its
    own outlet depends on nobody. Versions of one page are no copies of each other: what
    changed between them is told in `revisions`.

    `unfold` are pairs that a user says are independent: their edges stay, but the two are
    never put into one origin. No edges mean that nothing was shared or credited:
    each article is then its own origin.
    """
    agencies = agencies or known_agencies()
    wire_of = {
        r.article.id: found.value if (found := find_wire(r.article, agencies=agencies)) else None
        for r in readings
    }
    outlets = OutletNames(agencies)
    column_of = {reading.article.id: read_column(reading) for reading in readings}
    credited = _credit_edges(readings, credits, outlets, column_of)
    order = _Order(readings, credited, settings, wire_of, outlets)
    ranked = order.ranked()
    here = set(wire_of)
    unfolded = tuple(sorted({(min(pair), max(pair)) for pair in unfold if here.issuperset(pair)}))
    columns = [column_of[reading.article.id] for reading in ranked]
    overlaps = find_overlaps(ranked, columns, settings=settings.matching)

    candidates: dict[int, list[_Share]] = defaultdict(list)
    pages = [page_of(reading.article.url) for reading in ranked]
    for (i, j), stretches in overlaps.items():
        if pages[i] and pages[i] == pages[j]:
            continue
        if order.source(ranked[i], ranked[j]) is ranked[i]:
            candidates[j].append(_Share(j, i, tuple(Stretch(s.there, s.here, s.quoted) for s in stretches)))
        else:
            candidates[i].append(_Share(i, j, stretches))

    edges: list[Edge] = []
    origins = _Union((reading.article.id for reading in readings), unfolded)
    revisions = find_revisions(readings)
    for revision in revisions:
        origins.join(revision.article, revision.earlier)
    for i, reading in enumerate(ranked):
        accepted = _explain(candidates[i], settings)
        length = max(1, len(columns[i].own))
        reprinted: set[int] = set()
        kinds: dict[int, EdgeKind] = {}
        for share in accepted:
            shorter = min(len(columns[i].own), len(columns[share.source].own))
            covered = len(share.own) if length <= len(columns[share.source].own) else len(share.source_own)
            kinds[share.source] = "shares passages" if share.own else "quotes the same rendering"
            if shorter >= settings.least and covered >= settings.reprint * shorter:
                kinds[share.source] = "reprints"
                reprinted |= share.own
        # A text pieced together from two reprints adds no origin: it goes with the larger part.
        copied = [n for n, kind in kinds.items() if kind == "reprints"]
        main = copied[0] if copied and len(reprinted) >= settings.reprint * length else None
        for share in accepted:
            source = ranked[share.source].article.id
            agency = wire_of[reading.article.id]
            one_agency = bool(share.own) and agency is not None and agency == wire_of[source]
            folds = (one_agency or share.source == main) and origins.join(reading.article.id, source)
            passages = _passages(share, ranked, columns)
            edge = Edge(
                kinds[share.source], reading.article.id, source, passages, len(share.own) / length, folds
            )
            edges.append(edge)

    place = {reading.article.id: k for k, reading in enumerate(readings)}
    edges = sorted([*edges, *credited], key=lambda e: place[e.article])
    return Lineage(tuple(edges), origins.groups(), revisions, unfolded)


def count_origins(evidence: Sequence[Passage], lineage: Lineage, copies: Copies | None = None) -> int:
    """How many of the articles behind a statement report it independently.

    Two articles count as one when any of these holds:

    - they are one origin as a whole (`Lineage.origins`);
    - half of what the one says here, counted over all its passages in `evidence`, is word
      for word what the other says here, or both have it of one text (sentences of
      prose; quotations when they share one of 20 words or more, cut at the same places);
    - both credit the same named source in these sentences, or the one credits the other.

    Give the sentences of a fact, or the passages of a quotation. Articles that share a
    short soundbite stay apart; articles that share long ones cannot be shown to be
    independent and are one. A pair in `Lineage.unfolded` is never one. Zero only when `evidence` is empty.
    Who counts for many statements of a story gives the `Copies` of its lineage.
    """
    copies = copies or Copies(lineage)
    said: dict[ArticleId, list[Passage]] = defaultdict(list)
    for passage in evidence:
        said[passage.article].append(passage)
    origins = _Union(said, lineage.unfolded)
    for group in lineage.origins:
        present = [article for article in group if article in said]
        for article in present[1:]:
            origins.join(present[0], article)

    _join_copies(origins, said, copies)

    leaning: dict[Hashable, list[ArticleId]] = defaultdict(list)
    for edge in (edge for article in said for edge in copies.credits.get(article, ())):
        if any(here.touches(p) for here, _ in edge.passages for p in said[edge.article]):
            if edge.on in said:
                origins.join(edge.article, ArticleId(edge.on))
            elif _is_named(edge.on):
                leaning[fold(edge.on)].append(edge.article)
    for articles in leaning.values():
        for article in articles[1:]:
            origins.join(articles[0], article)
    return len(origins.groups())


def _is_named(source: str) -> bool:
    """Whether it is a name: "Local media" and "His office" may be anybody's, and begin a sentence.

    What was posted for all to read is no report that two articles have in common.
    """
    words, tables = source.split(), word_tables()
    if any(fold(w) in tables["social"] and (w.islower() or fold(w) not in tables["endings"]) for w in words):
        return False  # but "the Lowen Post" is a paper
    capitals = sum(c.isupper() for c in words[0])
    return capitals > 1 or (capitals == 1 and len(words) == 1) or any(w[0].isupper() for w in words[1:])


class Copies:
    """Where several articles have the same words: which texts a passage has parts of.

    Passages that an edge pairs are of one text, and so are passages of one article that touch.
    Made once a story and looked up often; so are the edges of each article that credit someone.
    """

    def __init__(self, lineage: Lineage) -> None:
        self.credits: dict[ArticleId, list[Edge]] = defaultdict(list)
        for edge in lineage.edges:
            if edge.kind == "credits":
                self.credits[edge.article].append(edge)
        pairs = [(a, b) for edge in lineage.edges for a, b in edge.passages if b is not None]
        texts = _Union(dict.fromkeys(p for pair in pairs for p in pair))
        for here, there in pairs:
            texts.join(here, there)
        self._spans: dict[ArticleId, list[tuple[Passage, int]]] = defaultdict(list)
        last: Passage | None = None  # the one that reaches furthest so far
        for passage in sorted(texts.members):
            if last is not None and last.touches(passage):
                texts.join(last, passage)
            if last is None or last.article != passage.article or last.end < passage.end:
                last = passage
        numbers: dict[Passage, int] = {}
        for passage in sorted(texts.members):
            number = numbers.setdefault(texts.find(passage), len(numbers))
            self._spans[passage.article].append((passage, number))
        self._starts = {article: [p.start for p, _ in spans] for article, spans in self._spans.items()}
        self._longest = {
            article: max(p.end - p.start for p, _ in spans) for article, spans in self._spans.items()
        }

    def of(self, passage: Passage) -> list[tuple[Passage, int]]:
        """The passages that touch this one and stand elsewhere too, each with the number of its text."""
        starts = self._starts.get(passage.article)
        if starts is None:
            return []
        first = bisect_left(starts, passage.start - self._longest[passage.article])
        last = bisect_left(starts, passage.end)
        return [
            (here, text) for here, text in self._spans[passage.article][first:last] if here.touches(passage)
        ]


def _join_copies(
    origins: _Union[ArticleId], said: Mapping[ArticleId, Sequence[Passage]], copies: Copies
) -> None:
    """Joins articles of which one says here, over half of its words, what the other says word for word."""
    texts_of: dict[ArticleId, dict[int, list[Passage]]] = {}
    holders: dict[int, list[ArticleId]] = defaultdict(list)
    for article, passages in said.items():
        found: dict[int, list[Passage]] = defaultdict(list)
        for passage in passages:
            for here, text in copies.of(passage):
                found[text].append(here)
        texts_of[article] = found
        for text in found:
            holders[text].append(article)
    for article, texts in texts_of.items():
        length = sum(p.end - p.start for p in said[article])
        covered: dict[tuple[int, ...], int] = {}  # by what texts are shared: they are mostly the same
        root = origins.find(article)
        for other in dict.fromkeys(a for text in texts for a in holders[text]):
            if origins.find(other) == root:
                continue
            common = tuple(text for text in texts if text in texts_of[other])
            if common not in covered:
                shared = [here for text in common for here in texts[text]]
                covered[common] = _overlap(said[article], shared)
            if covered[common] >= COVERED * length:
                origins.join(article, other)
                root = origins.find(article)


def _overlap(passages: Iterable[Passage], shared: Iterable[Passage]) -> int:
    return len(
        {
            k
            for passage in passages
            for other in shared
            for k in range(max(passage.start, other.start), min(passage.end, other.end))
        }
    )


# ---------------------------------------------------------------- shared words


class _Share:
    """What an article has in common with a possible source, in places of its words."""

    def __init__(self, article: int, source: int, stretches: tuple[Stretch, ...]) -> None:
        self.article, self.source, self.stretches = article, source, stretches
        self.own = {k for s in stretches if not s.quoted for k in s.here}
        self.source_own = {k for s in stretches if not s.quoted for k in s.there}
        self.quoted = {k for s in stretches if s.quoted for k in s.here}


def _explain(candidates: Sequence[_Share], settings: Tracing) -> list[_Share]:
    """The fewest sources that explain the shared words, greedily, prose before quotations."""
    accepted: list[_Share] = []
    own: set[int] = set()
    quoted: set[int] = set()
    left = list(candidates)
    while True:
        news = {s.source: (len(s.own - own), len(s.quoted - quoted)) for s in left}
        left = [
            s for s in left if news[s.source][0] >= settings.news or news[s.source][1] >= settings.news_quoted
        ]
        if not left:
            return accepted
        most = max(news[s.source] for s in left)
        # Of sources that explain about as much the likeliest: a later copy may share a new headline too.
        best = min(
            (
                s
                for s in left
                if all(n >= settings.nearly * m for n, m in zip(news[s.source], most, strict=True))
            ),
            key=lambda s: s.source,
        )
        accepted.append(best)
        own |= best.own
        quoted |= best.quoted
        left.remove(best)


def _passages(
    share: _Share, readings: Sequence[Reading], columns: Sequence[Column]
) -> tuple[tuple[Passage, Passage | None], ...]:
    """The shared words as pairs of passages, one for each sentence of the article."""
    here_id, there_id = readings[share.article].article.id, readings[share.source].article.id
    ends = [s.passage.end for s in readings[share.article].sentences]
    found: list[tuple[Passage, Passage | None]] = []
    for stretch in share.stretches:
        left = columns[share.article].quoted if stretch.quoted else columns[share.article].own
        right = columns[share.source].quoted if stretch.quoted else columns[share.source].own
        by_sentence: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for a, b, size in align(left, stretch.here, right, stretch.there):
            for k in range(size):
                by_sentence[bisect_right(ends, left[a + k].start)].append((a + k, b + k))
        for places in by_sentence.values():
            if len(places) > 2:  # fewer words stand in any sentence
                (a, b), (c, d) = places[0], places[-1]
                found.append(
                    (
                        Passage(here_id, left[a].start, left[c].end),
                        Passage(there_id, right[b].start, right[d].end),
                    )
                )
    return tuple(sorted(found, key=lambda pair: pair[0]))


# ---------------------------------------------------------------- which of two is the source


class _Order:
    def __init__(
        self,
        readings: Sequence[Reading],
        credited: Sequence[Edge],
        settings: Tracing,
        wire_of: Mapping[ArticleId, str | None],
        outlets: OutletNames,
    ) -> None:
        self._readings = readings
        self._credits = {(edge.article, edge.on) for edge in credited}
        self._longer = settings.longer
        self._place = {id(reading): k for k, reading in enumerate(readings)}
        self._wire = {id(r): wire_of[r.article.id] is not None for r in readings}
        self._agency = {
            id(r): r.article.outlet is not None and outlets.agency(r.article.outlet.value) is not None
            for r in readings
        }

    def ranked(self) -> list[Reading]:
        """The likelier sources first, as far as one article tells."""

        def key(r: Reading) -> tuple[bool, int, float, bool, int, int]:
            published = r.article.published
            return (
                not self._agency[id(r)],
                published.day.toordinal() if published else 10**9,
                published.moment.timestamp() if published and published.moment else 0.0,
                not self._wire[id(r)],
                -len(r.article.text),
                self._place[id(r)],
            )

        return sorted(self._readings, key=key)

    def source(self, a: Reading, b: Reading) -> Reading:
        ab = (a.article.id, b.article.id) in self._credits
        ba = (b.article.id, a.article.id) in self._credits
        if ab != ba:
            return b if ab else a
        if self._agency[id(a)] != self._agency[id(b)]:
            return a if self._agency[id(a)] else b
        earlier = _earlier(a.article, b.article)
        if earlier:
            return a if earlier < 0 else b
        if self._wire[id(a)] != self._wire[id(b)]:
            return a if self._wire[id(a)] else b
        long, short = sorted((a, b), key=lambda r: -len(r.article.text))
        if len(long.article.text) >= self._longer * len(short.article.text):
            return long
        return a if self._place[id(a)] < self._place[id(b)] else b


def _earlier(a: Article, b: Article) -> int:
    """Below 0 when `a` came out first, above when `b` did, 0 when that cannot be told."""
    if a.published is None or b.published is None:
        return 0
    if a.published.day != b.published.day:
        return -1 if a.published.day < b.published.day else 1
    if a.published.moment and b.published.moment and a.published.moment != b.published.moment:
        return -1 if a.published.moment < b.published.moment else 1
    return 0


# ---------------------------------------------------------------- credits


def _credit_edges(
    readings: Sequence[Reading],
    credits: Sequence[Credit],
    outlets: OutletNames,
    columns: Mapping[ArticleId, Column],
) -> list[Edge]:
    by_id = {reading.article.id: reading for reading in readings}
    published: dict[str, list[Article]] = {}
    for reading in readings:
        if reading.article.outlet:
            published.setdefault(reading.article.outlet.value, []).append(reading.article)
    index = outlets.index(published)
    found: dict[tuple[ArticleId, str], list[Passage]] = defaultdict(list)
    named: dict[tuple[ArticleId, str], str] = {}
    for credit in credits:
        if credit.kind not in CREDITED:
            continue
        for passage in credit.evidence:
            if passage.article not in by_id:
                continue
            article = by_id[passage.article].article
            on = _credited_article(article, outlets.same(credit.source, index), published)
            if on != article.id:
                key = (article.id, fold(credit.source) if on is None else on)
                named.setdefault(key, credit.source if on is None else on)
                found[key].append(passage)
    edges = []
    starts: dict[ArticleId, list[int]] = {}  # of the words of each article that credits someone
    for (article_id, name), passages in found.items():
        column = starts.get(article_id)
        if column is None:
            words = columns[article_id]
            column = starts[article_id] = sorted(w.start for w in (*words.own, *words.quoted))
        distinct = sorted(set(passages))
        covered = sum(bisect_left(column, p.end) - bisect_left(column, p.start) for p in distinct)
        pairs = tuple((p, None) for p in distinct)
        edges.append(
            Edge(
                "credits", article_id, named[article_id, name], pairs, min(1.0, covered / max(1, len(column)))
            )
        )
    return edges


def _credited_article(
    article: Article, meant: Sequence[str], published: Mapping[str, Sequence[Article]]
) -> ArticleId | None:
    """The article of the story that one of the outlets meant published, the first to come out if several.

    Its own id when an article credits its own outlet; None when no article here is meant.
    """
    if article.outlet is not None and article.outlet.value in meant:
        return article.id
    of_outlet = [one for name in meant for one in published[name]]
    if not of_outlet:
        return None
    return min(of_outlet, key=lambda a: (a.published is None, a.published.day if a.published else 0)).id


class _Union(Generic[T]):
    """Disjoint sets that keep the order in which their members were given; pairs `apart` never meet."""

    def __init__(self, members: Iterable[T], apart: Iterable[tuple[T, T]] = ()) -> None:
        self._parent = {member: member for member in members}
        self._apart = [pair for pair in apart if self._parent.keys() >= set(pair)]

    @property
    def members(self) -> Iterable[T]:
        return self._parent.keys()

    def find(self, member: T) -> T:
        while self._parent[member] != member:
            self._parent[member] = member = self._parent[self._parent[member]]
        return member

    def join(self, a: T, b: T) -> bool:
        """Whether the two are in one set now."""
        one, other = self.find(a), self.find(b)
        if one != other:
            if any({self.find(x), self.find(y)} == {one, other} for x, y in self._apart):
                return False
            self._parent[other] = one
        return True

    def groups(self) -> tuple[tuple[T, ...], ...]:
        found: dict[T, list[T]] = {}
        for member in self._parent:
            found.setdefault(self.find(member), []).append(member)
        return tuple(tuple(group) for group in found.values())
