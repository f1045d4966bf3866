"""Where attribution fails: gold and predictions of PolNeAR by kind of attribution.

    python -m evals.attribution SHARED --by-kind [--predictions FILE.jsonl ...]

Pairs of predicted and gold content are the scorer's own. A kind is told alike for both sides
from spans, text and parse, never from the annotation's labels, so that each has a recall over
its gold and a precision over its predictions. The same attribution is in several kinds.

Cue kinds are told by two short lists of verbs put together from general word lists, the
classes of Levin, English Verb Classes and Alternations (Chicago 1993), and not from any
scored data; a verb in neither is "another verb".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from spacy.tokens import Doc, Token

from accord.annotate.quote_marks import find_marked
from accord.annotate.sentences import find_sentences, text_to_parse
from accord.ingest import parse_input
from accord.records import Article
from evals import events
from evals.reader.teacher import parse

Span = tuple[int, int]
Attribution = Mapping[str, Any]  # content, source, cue: spans or None, as the scorer reads them

# Levin's verbs of communication (37: say, tell, talk, complain, advise, manner of speaking) and of
# judgment spoken aloud (33).
SPEECH = frozenset(
    """accuse acknowledge add admit advise agree allege announce answer applaud argue ask assert
    assure blame boast brag call castigate caution censure chide cite claim commend comment complain
    concede conclude condemn confess confirm congratulate contend counter criticise criticize cry
    declare decry demand demonstrate denounce deny deride describe detail disclose disparage
    emphasise emphasize estimate exclaim explain express hail hint indicate inform insist instruct
    joke lambaste lament laud mention mock mutter narrate note notify object observe order pledge
    point pose praise preach predict proclaim promise pronounce propose protest quip quote read
    reaffirm rebuke recall recite recommend recount refer reiterate relate relay remark remind
    repeat reply report reprimand request respond retort reveal ridicule salute say scold scream
    shout show speak state stress suggest swear talk teach tell testify thank threaten tweet upbraid
    urge vow warn whisper wonder write yell""".split()
)
# Levin's verbs of conjecture and declaring (29), perception (30), admiring and judging (31), desire (32).
ATTITUDE = frozenset(
    """accept admire anticipate appreciate approve assume await back believe care choose consider
    crave deem desire detest disagree disapprove dislike doubt dread dream enjoy envision expect
    fancy favor favour fear feel figure find foresee forget guess hate hear hesitate hold hope
    imagine intend judge know learn like loathe long love mean mind mourn need notice oppose
    perceive plan prefer presume realise realize reckon recognise recognize regard regret reject
    remember resent respect see seek sense support suppose suspect think trust try understand value
    view want welcome wish worry yearn""".split()
)
_LIGHT = frozenset("be do get give have make take".split())  # "made the claim": the noun is the cue
_FEW_WORDS = 3


class Kind(NamedTuple):
    """A row of the table."""

    group: str
    name: str


def _kinds(group: str, *names: str) -> tuple[Kind, ...]:
    return tuple(Kind(group, name) for name in names)


QUOTED = _kinds("content", "unquoted", "partly quoted", "fully quoted")
CUE = _kinds(
    "cue",
    "speech verb",
    "attitude or belief verb",
    "another verb",
    "according to",
    "noun",
    "other words",
    "punctuation or none",
)
SOURCE = _kinds("source", "pronoun", "name", "other nominal", "none")
CUE_PLACE = _kinds(
    "cue stands", "before the content", "after the content", "within the content", "in another sentence"
)
SHAPE = _kinds(
    "content",
    "of several sentences",
    "of several paragraphs",
    "in two or more pieces",
    "of three words at most",
)
PLACE = _kinds("content", "in the headline", "inside another content", "around another content")
ROWS = (Kind("", "all"), *QUOTED, *SHAPE, *PLACE, *CUE, *CUE_PLACE, *SOURCE)


@dataclass
class Tally:
    """Gold and predicted attributions of a kind, and how many of each are right."""

    gold: int = 0
    gold_matched: int = 0
    gold_right: int = 0
    predicted: int = 0
    predicted_matched: int = 0
    predicted_right: int = 0

    @staticmethod
    def percent(right: int, of: int) -> str:
        return f"{100 * right / of:.1f}" if of else "–"

    def recall(self) -> str:
        """Of content match, then of attribution."""
        both = self.gold_matched, self.gold_right
        return " / ".join(self.percent(n, self.gold) for n in both) if self.gold else "–"

    def precision(self) -> str:
        both = self.predicted_matched, self.predicted_right
        return " / ".join(self.percent(n, self.predicted) for n in both) if self.predicted else "–"


class Page:
    """An article with what tells the kinds apart."""

    def __init__(self, article: Article, doc: Doc) -> None:
        self.text, self.doc = article.text, doc
        prose = [b for b in article.blocks if b.kind != "furniture"]
        self._blocks = [(b.start, b.end) for b in prose]
        self._sentences = [(s.passage.start, s.passage.end) for s in find_sentences(article, doc)]
        self._marked = [(m.start, m.end) for m in find_marked(self.text, self._blocks)]
        self._starts = [t.idx for t in doc]
        self._capitals = {t.text for t in doc if t.is_title and not t.is_sent_start}
        first = len(self.text) - len(self.text.lstrip())
        line = self.text[first:].splitlines()[0] if self.text.strip() else ""
        self._heads = [(first, first + len(line))]
        self._heads += [(b.start, b.end) for b in article.blocks if b.kind == "headline"]

    def kinds(self, items: Sequence[Attribution]) -> list[set[Kind]]:
        """The kinds that each of the attributions of one side is of."""
        return [
            {
                ROWS[0],
                self._quoted(item),
                self._cue(item["cue"]),
                self._source(item["source"]),
                *self._cue_place(item),
                *self._shape(item["content"]),
                *self._place(n, items),
            }
            for n, item in enumerate(items)
        ]

    def _quoted(self, item: Attribution) -> Kind:
        """By letters and digits in quotation marks, but for marks that hold the cue too."""
        cue = item["cue"] or ()
        own = [m for m in self._marked if not any(m[0] <= s and e <= m[1] for s, e in cue)]
        letters = quoted = 0
        for start, end in item["content"]:
            letters += self._letters(start, end)
            quoted += sum(self._letters(max(start, s), min(end, e)) for s, e in own if s < end and start < e)
        return QUOTED[0 if not quoted else 1 if quoted < letters else 2]

    def _letters(self, start: int, end: int) -> int:
        return sum(c.isalnum() for c in self.text[start:end])

    def _tokens(self, spans: Sequence[Span]) -> list[Token]:
        found = []
        for start, end in spans:
            at = max(0, bisect_right(self._starts, start) - 1)
            found += [t for t in self.doc[at : bisect_left(self._starts, end)] if t.idx + len(t) > start]
        return [t for t in found if any(c.isalnum() for c in t.text)]

    @staticmethod
    def _head(tokens: Sequence[Token]) -> Token:
        """The token that the others hang on, the first one where there are several."""
        inside = {t.i for t in tokens}
        return next((t for t in tokens if t.head.i not in inside or t.head == t), tokens[0])

    def _cue(self, spans: Sequence[Span] | None) -> Kind:
        speech, attitude, verb, according, noun, other, none = CUE
        tokens = self._tokens(spans or ())
        if not tokens:
            return none
        if "according to" in " ".join(t.lower_ for t in tokens):
            return according
        head = self._head(tokens)
        verbs = [t for t in tokens if t.pos_ in ("VERB", "AUX")]
        for token in [head, *verbs] if verbs else []:
            # The lemma of "hopes" comes as "hop".
            forms = {token.lemma_.lower(), token.lower_.removesuffix("s"), token.lower_.removesuffix("d")}
            if forms & SPEECH:
                return speech
            if forms & ATTITUDE:
                return attitude
        nouns = any(t.pos_ in ("NOUN", "PROPN") for t in tokens)
        if nouns and all(t.lemma_.lower() in _LIGHT for t in verbs):
            return noun
        return verb if verbs else other

    def _source(self, spans: Sequence[Span] | None) -> Kind:
        pronoun, name, nominal, none = SOURCE
        tokens = self._tokens(spans or ())
        if not tokens:
            return none
        head = self._head(tokens)
        if head.pos_ == "PRON":
            return pronoun
        # The tagger takes some family names for common nouns or verbs.
        return name if head.pos_ == "PROPN" or head.text in self._capitals else nominal

    def _cue_place(self, item: Attribution) -> Iterator[Kind]:
        before, after, within, elsewhere = CUE_PLACE
        if not item["cue"]:
            return
        content, cue = item["content"], item["cue"]
        if cue[-1][1] <= content[0][0]:
            yield before
        else:
            yield after if content[-1][1] <= cue[0][0] else within
        told = {n for span in content for n in _hit(self._sentences, *span)}
        if not told & {n for span in cue for n in _hit(self._sentences, *span)}:
            yield elsewhere

    def _shape(self, content: Sequence[Span]) -> Iterator[Kind]:
        sentences, paragraphs, pieces, short = SHAPE
        if len({n for span in content for n in _hit(self._sentences, *span)}) > 1:
            yield sentences
        if len({n for span in content for n in _hit(self._blocks, *span)}) > 1:
            yield paragraphs
        if len(content) > 1:
            yield pieces
        if sum(len(self.text[s:e].split()) for s, e in content) <= _FEW_WORDS:
            yield short

    def _place(self, number: int, items: Sequence[Attribution]) -> Iterator[Kind]:
        headline, inside, around = PLACE
        content = items[number]["content"]
        if all(any(s <= start and end <= e for s, e in self._heads) for start, end in content):
            yield headline
        others = [item["content"] for n, item in enumerate(items) if n != number]
        if any(_covers(other, content) and not _covers(content, other) for other in others):
            yield inside
        if any(_covers(content, other) and not _covers(other, content) for other in others):
            yield around


def _hit(spans: Sequence[Span], start: int, end: int) -> Iterator[int]:
    return (n for n, (s, e) in enumerate(spans) if s < end and start < e)


def _covers(one: Sequence[Span], other: Sequence[Span]) -> bool:
    return all(any(s <= start and end <= e for s, e in one) for start, end in other)


def pages(folder: Path) -> Iterator[tuple[str, Page]]:
    """The articles of a split with their parses, by name."""
    paths = sorted((folder / "text").glob("*.txt"))
    articles = [
        article for path in paths for article in parse_input(path.stem, path.read_bytes(), "text").articles
    ]
    for article, doc in zip(articles, parse([text_to_parse(a) for a in articles]), strict=True):
        yield article.location, Page(article, doc)


def tally(shared: Path, folder: Path, predicted: Sequence[Path]) -> list[dict[Kind, Tally]]:
    """For each file of predictions, how each kind fared. An article without a line counts as empty."""
    scorer = events.scorer(shared, "quotations")
    gold = scorer.read_gold(str(folder))
    files = [scorer.read_predictions(str(path), gold) for path in predicted]
    tallies = [{kind: Tally() for kind in ROWS} for _ in files]
    unread = dict(gold)
    for name, page in pages(folder):
        text, golds = unread.pop(name)
        assert page.text == text, f"{name} is not read as the scorer reads it"
        words = [match.span() for match in scorer.WORD.finditer(text)]
        gold_kinds = page.kinds(golds)
        for rows, given in zip(tallies, files, strict=True):
            items = given.get(name, [])
            pairs = scorer.pair_up(words, golds, items)
            _count(rows, gold_kinds, page.kinds(items), [(g, p, right) for g, p, _, right in pairs])
    if unread:
        raise SystemExit(f"not read: {', '.join(unread)}")
    return tallies


def _count(
    rows: Mapping[Kind, Tally],
    golds: Sequence[set[Kind]],
    predictions: Sequence[set[Kind]],
    pairs: Sequence[tuple[int, int, bool]],
) -> None:
    for kind, number in Counter(k for kinds in golds for k in kinds).items():
        rows[kind].gold += number
    for kind, number in Counter(k for kinds in predictions for k in kinds).items():
        rows[kind].predicted += number
    for gold, predicted, right in pairs:
        for kind in golds[gold]:
            rows[kind].gold_matched += 1
            rows[kind].gold_right += right
        for kind in predictions[predicted]:
            rows[kind].predicted_matched += 1
            rows[kind].predicted_right += right


def render(tallies: Sequence[Mapping[Kind, Tally]], names: Sequence[str]) -> str:
    """A Markdown table: recall and precision of content match / attribution, a pair of columns a file."""
    columns = [f"{measure}, {name}" for name in names for measure in ("recall", "precision")]
    cell: Callable[[Sequence[str]], str] = " | ".join
    lines = [f"| {cell(['', 'kind', 'gold', *columns])} |", "|---|---|--:" + "|--:" * len(columns) + "|"]
    group = ""
    for kind in ROWS:
        shown = kind.group if kind.group != group else ""
        group = kind.group
        figures = [figure for rows in tallies for figure in (rows[kind].recall(), rows[kind].precision())]
        lines.append(f"| {cell([shown, kind.name, str(tallies[0][kind].gold), *figures])} |")
    return "\n".join(lines)
