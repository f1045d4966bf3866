"""What all renderings share: articles by number, places to cite, words that differ.

Nothing here decides what is told; it puts the records of a dossier into the order and
the pieces in which a reader meets them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from accord.dossier import labels
from accord.dossier.entries import Shared, shared_facts
from accord.dossier.sheets import Sheet, flat, one_line, sheet_of
from accord.dossier.sheets import shown as shown  # callers have it from here
from accord.records import (
    Account,
    ArticleId,
    Chapter,
    Dossier,
    Edge,
    Edit,
    Fact,
    Failure,
    Moment,
    Passage,
    Person,
    QuotationKind,
    Rendering,
    Utterance,
)

JOINT = " … "  # between pieces that a cue or other words part
_MARKED = "\"'“”‘’«»„‚‹›"  # what may stand where a quotation opens or closes
_CLOSING = {"“": "”", '"': '"', "«": "»", "„": "“"}  # single ones are apostrophes too often
LISTED = 15  # entries of a long list before the rest is left to another place
_LEAST_ALONE = 3
NAMED = 3  # articles that are named behind a statement; of more, all but the first go by number
_CONTRAST = 48  # characters; some eight words

_LEFT_OUT = 3  # words by which a printing may be shorter and be cited for the whole
_WHOLE, _FIRST, _LAST = 16, 6, 4  # words of a part that is shown whole; of a longer one, at its ends

T = TypeVar("T")
Mark = Literal["", "light", "weighty"]
_MARKS: Mapping[bool | None, Mark] = {None: "", False: "light", True: "weighty"}


@dataclass(frozen=True, slots=True)
class Cite:
    """The places of one article that support a statement."""

    sheet: Sheet
    places: tuple[tuple[str, Passage], ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words, and whether another rendering has others in its place."""

    text: str
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """One rendering, cut where it parts from the others."""

    pieces: tuple[Piece, ...]
    passages: tuple[Passage, ...]
    kind: QuotationKind
    printed: Passage  # the first of the passages that these words are cut from

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def told_by(utterance: Utterance) -> frozenset[ArticleId]:
    """The articles that print an utterance or retell it."""
    printed = (p for r in utterance.renderings for p in r.passages)
    return frozenset(p.article for p in (*printed, *utterance.retold))


def apart(utterance: Utterance, wordings: Sequence[Wording]) -> str:
    """Why the wordings of an utterance are shown side by side; empty where one stands for all.

    One stands for all when the words are the same: who prints fewer of them is cited apart
    (`whole_and_parts`), and who only retells them stands below.
    """
    if utterance.wording == "differs" and len(wordings) > 1:
        return labels.WORDING_DIFFERS
    _, parts = whole_and_parts(wordings)
    return labels.NEARLY_THE_SAME if parts and any(map(_changed, wordings)) else ""


def _changed(wording: Wording) -> bool:
    return any(piece.mark and re.search(r"\w", piece.text) for piece in wording.pieces)


def whole_and_parts(wordings: Sequence[Wording]) -> tuple[tuple[Wording, ...], tuple[Wording, ...]]:
    """The wordings that print all of the words, but for a word or two, the fullest first; and the others.

    An article that prints fewer words must not be cited for the whole. Of a long part the two
    ends are shown.
    """
    sizes = [len(_bare(wording.text).split()) for wording in wordings]
    most = max(sizes)
    least = most - min(_LEFT_OUT, 0.2 * most)
    ranked = sorted(zip(wordings, sizes, strict=True), key=lambda pair: -len(pair[0].text))
    whole = tuple(w for w, size in ranked if size >= least)
    return whole, tuple(w if _changed(w) else _ends(w) for w, size in ranked if size < least)


def _ends(wording: Wording) -> Wording:
    words = wording.text.split(" ")
    if len(words) <= _WHOLE:
        return wording
    head, tail = " ".join(words[:_FIRST]).rstrip(" “…"), " ".join(words[-_LAST:]).lstrip(" …")
    closed = head.count("“") == head.count("”") and tail.find("”") >= 0 and "“" not in tail
    return replace(wording, pieces=(Piece(f"{head} “… {tail}" if closed else f"{head}{JOINT}{tail}"),))


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker with what several articles quote, and what a single one does."""

    person: Person | None
    shared: tuple[Utterance, ...]
    single: tuple[Utterance, ...]

    @property
    def name(self) -> str:
        return one_line(self.person.name) if self.person else labels.SPEAKER_UNKNOWN


@dataclass(frozen=True, slots=True)
class Counts:
    articles: int
    origins: int
    facts: int  # shared ones
    leading: int  # of these, told by the lead
    differences: int

    @property
    def headline(self) -> tuple[int, int, int, int]:
        return self.articles, self.origins, self.facts, self.differences


class View:
    """A dossier with its articles at hand."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.sheets = tuple(sheet_of(n, article) for n, article in enumerate(dossier.articles, 1))
        self._by_id = {sheet.article.id: sheet for sheet in self.sheets}

    def sheet(self, article_id: ArticleId) -> Sheet:
        return self._by_id[article_id]

    def knows(self, name: str) -> bool:
        return name in self._by_id

    def exact(self, passage: Passage) -> str:
        return passage.of(self._by_id[passage.article].article.text)

    def line(self, passage: Passage) -> str:
        """The words of a passage on one line, ready to show."""
        return one_line(self.exact(passage))

    def statement(self, passage: Passage) -> str:
        """The words of a passage on one line; a quotation that it cuts is shown to begin or go on outside.

        A sentence from within a quotation would else read as the article's own claim. A part
        that begins within a sentence is shown to do so. Only the marks and ellipses around
        the words are added.
        """
        sheet, line = self._by_id[passage.article], self.line(passage)
        around = next((p for p in sheet.paragraphs if p.start <= passage.start < p.end), None)
        if around is None:
            return line
        text = sheet.article.text
        before = text[around.start : passage.start].rstrip()
        within = _quoting(before)
        goes_on = _quoting(self.exact(passage), within)
        if before.endswith(within) and within:
            line = within + line
        elif within or (before and line[:1].islower()):
            line = f"{within}… {line}"
        if goes_on:
            closed = text[passage.end :].lstrip().startswith(_CLOSING[goes_on])
            line += ("" if closed else " …") + _CLOSING[goes_on]
        return line

    def told(self, fact: Fact) -> str:
        """The words that state a fact, and whom a pronoun means that they open with."""
        return " ".join(filter(None, (self.statement(fact.statement), self.opening(fact))))

    def opening(self, fact: Fact) -> str:
        """Whom the "he" or "she" means that a statement opens with; "" where it opens otherwise."""
        if fact.opening is None:
            return ""
        return labels.means(self.line(fact.opening.passage).lower(), one_line(fact.opening.name))

    def cites(self, passages: Iterable[Passage], words_of: Passage | None = None) -> tuple[Cite, ...]:
        """The passages by article, in the order of the dossier; one of several that coincide stays.

        The article whose words are shown (`words_of`) comes first, and in it their place.
        """
        by_sheet: dict[int, dict[Passage, None]] = {}
        for passage in passages:
            by_sheet.setdefault(self._by_id[passage.article].number, {})[passage] = None
        own = self._by_id[words_of.article].number if words_of else 0
        out = []
        for number in sorted(by_sheet, key=lambda n: (n != own, n)):
            sheet = self.sheets[number - 1]
            places = sorted(by_sheet[number], key=lambda p: (not (words_of and p.touches(words_of)), p))
            out.append(Cite(sheet, tuple((sheet.place(p), p) for p in places)))
        return tuple(out)

    def excerpt(self, passage: Passage, value: str) -> tuple[str, str, str]:
        """The words of a passage before, at and after a value that stands in it.

        All empty when the passage is the value and nothing more; the first two are empty when
        the value does not stand in it.
        """
        words, value = self.statement(passage), one_line(value)
        if _bare(words) == _bare(value):
            return "", "", ""
        at = re.search(rf"(?<![\w.,]){re.escape(value)}(?!\w|[.,]\d)", words)
        start = at.start() if at else words.find(value)
        if start < 0 or not value:
            return "", "", words
        return words[:start], value, words[start + len(value) :]

    def sheets_of(self, account: Account) -> tuple[Sheet, ...]:
        return tuple(sorted((self._by_id[a] for a in account.story.articles), key=lambda s: s.number))

    def unused(self) -> tuple[Sheet, ...]:
        """The articles that no account tells of, but for those that a failure names."""
        failed = {sheet.number for _, sheet in self.failures() if sheet}
        return tuple(sheet for sheet in self._loose() if sheet.number not in failed)

    def failures(self) -> tuple[tuple[Failure, Sheet | None], ...]:
        """The failures, each with the article that it kept out of all stories."""
        by_location = {sheet.article.location: sheet for sheet in self._loose()}
        return tuple(
            (f, by_location.get(f.location) if f.stage != "read" else None) for f in self.dossier.failures
        )

    def listed(self, sheet: Sheet) -> str:
        """An article under the limits: "7 Le Détroit, French, Le port rouvre"."""
        title = sheet.title if sheet.article.title else ""
        return ", ".join(part for part in (f"{sheet.number} {sheet.name}", sheet.language, title) if part)

    def _loose(self) -> tuple[Sheet, ...]:
        used = {a for account in self.dossier.accounts for a in account.story.articles}
        return tuple(sheet for sheet in self.sheets if sheet.article.id not in used)

    @property
    def several(self) -> bool:
        """Whether the dossier needs a title of its own: of one story, the story's is that."""
        return len(self.dossier.accounts) != 1

    @property
    def notes_below(self) -> tuple[str, ...]:
        """The notes under the dossier's limits: a single story's stand there too."""
        return self.dossier.notes if self.several else self.dossier.accounts[0].notes + self.dossier.notes

    @property
    def no_limits(self) -> str:
        """What to say under the limits when nothing stands there; "" when something does."""
        if self.dossier.failures or self.notes_below or self.unused():
            return ""
        return labels.SEE_STORIES if any(a.notes for a in self.dossier.accounts) else labels.NO_LIMITS

    # ------------------------------------------------------------ utterances

    def wordings(self, utterance: Utterance) -> tuple[Wording, ...]:
        """Each rendering with the words marked that stand otherwise in another.

        The first rendering carries what any other differs from it in; each other one what it
        differs in from the first.
        """
        out: list[Wording] = []
        for rendering, marks in _marked(utterance):
            printed = self._printed(rendering.passages, marks)
            pieces: list[Piece] = []
            bare = self._unmarked(printed[0], rendering.kind)
            for before, passage in zip((None, *printed), printed, strict=False):
                if before:
                    joint = self.joint(before, passage)
                    # what is left out between is the report's, not the speaker's
                    pieces.append(Piece(f"”{joint}“" if bare and joint == JOINT else joint))
                pieces.extend(self._pieces(passage, marks))
            trimmed = _trimmed(pieces)
            if trimmed and bare:
                trimmed = (Piece("“"), *trimmed, Piece("”"))
            whole = self._joined(rendering.passages)
            first = next(p for p in whole if p.touches(printed[0]) or p == printed[0])
            out.append(Wording(trimmed, whole, rendering.kind, first))
        return tuple(out)

    def _joined(self, passages: Iterable[Passage]) -> tuple[Passage, ...]:
        """The passages in text order, those made one that nothing but blanks stands between."""
        out: list[Passage] = []
        for p in sorted(set(passages)):
            last = out[-1] if out else None
            if last and last.article == p.article and self._adjoin(last, p):
                out[-1] = Passage(p.article, last.start, max(last.end, p.end))
            else:
                out.append(p)
        return tuple(sorted(out, key=lambda p: self._by_id[p.article].number))

    def _adjoin(self, before: Passage, after: Passage) -> bool:
        between = self._by_id[before.article].article.text[before.end : after.start]
        return before.end <= after.start and not between.strip()

    def joint(self, before: Passage, after: Passage) -> str:
        """What to put between two pieces of one rendering: an ellipsis where words were left out."""
        between = self._by_id[before.article].article.text[before.end : after.start]
        if before.end > after.start or any(map(str.isalnum, between)):
            return JOINT
        # a quotation within the words ends or begins; one that goes on in the next paragraph opens again
        again = "\n" in between and not between.strip(' \n“"«„')
        return " " if again or not between.strip() else flat(between)

    def run_on(self, pieces: Sequence[Passage]) -> str:
        """The words of passages that belong together, as printed, with an ellipsis for what is left out."""
        return "".join(
            (self.joint(before, p) if before else "") + self.exact(p)
            for before, p in zip((None, *pieces), pieces, strict=False)
        )

    def _unmarked(self, printed: Passage, kind: QuotationKind) -> bool:
        """Whether quoted words come without the marks that the article prints around them."""
        text = self._by_id[printed.article].article.text
        if text[printed.start : printed.end].lstrip()[:1] in _MARKED:
            return False
        return kind == "direct" or (kind == "mixed" and text[: printed.start][-1:] in tuple(_MARKED))

    def printed(self, utterance: Utterance) -> tuple[tuple[Passage, ...], ...]:
        """For each rendering, the passages of the one article it is printed from."""
        return tuple(self._printed(r.passages, marks) for r, marks in _marked(utterance))

    def _printed(
        self, passages: Sequence[Passage], marks: Sequence[tuple[Passage, bool]]
    ) -> tuple[Passage, ...]:
        """The passages of the one article to print from: where the differences are marked, else the first.

        A piece whose words an earlier or later piece holds already (a headline's) is left out.
        """
        holders = [m.article for m, _ in marks]
        chosen = next((p.article for p in passages if p.article in holders), passages[0].article)
        own = sorted({p for p in passages if p.article == chosen})
        words = {p: _bare(self.exact(p)) for p in own}
        kept: list[Passage] = []
        for p in own:
            others = [q for q in own if q != p and words[p] in words[q]]
            if not any(words[q] != words[p] or q in kept for q in others):
                kept.append(p)
        return tuple(kept)

    def _pieces(self, passage: Passage, marks: Sequence[tuple[Passage, bool]]) -> Iterator[Piece]:
        weight: dict[int, bool] = {}
        for mark, weighty in marks:
            if mark.article == passage.article:
                for at in range(max(mark.start, passage.start), min(mark.end, passage.end)):
                    weight[at] = weight.get(at, False) or weighty
        text = self._by_id[passage.article].article.text
        start = passage.start
        for at in range(passage.start + 1, passage.end + 1):
            if at == passage.end or weight.get(at) != weight.get(start):
                yield Piece(flat(text[start:at]), _MARKS[weight.get(start)])
                start = at

    def contrasts(self, utterance: Utterance) -> tuple[tuple[str, str], ...]:
        """The weighty differences in words, e.g. ("client", "vassal"); "" where one side has nothing.

        Long ones are left to the wordings themselves: they are stretches that one side does not
        quote rather than words that changed.
        """
        out: dict[tuple[str, str], None] = {}
        for rendering in utterance.renderings[1:]:
            for d in rendering.differences:
                left, right = self.line(d.left), self.line(d.right)
                if d.weighty and max(len(left), len(right)) <= _CONTRAST:
                    out[(left, right)] = None
        return tuple(out)

    def voices(self, account: Account) -> tuple[Voice, ...]:
        """Speakers with what they said; those whom most articles quote come first."""
        groups: dict[str, list[Utterance]] = {}
        for utterance in account.utterances:
            groups.setdefault(utterance.speaker.id if utterance.speaker else "", []).append(utterance)
        voices = []
        for said in groups.values():
            shared = tuple(u for u in said if u.wording != "single")
            # what readers must compare comes before what all print alike
            shared = tuple(sorted(shared, key=lambda u: u.wording != "differs"))
            voices.append(Voice(said[0].speaker, shared, tuple(u for u in said if u.wording == "single")))
        voices.sort(key=lambda v: (v.person is None, -len(v.shared), -len(v.single)))
        return tuple(voices)

    # ------------------------------------------------------------ facts and lineage

    def counts(self, account: Account) -> Counts:
        return Counts(
            articles=len(account.story.articles),
            origins=len(account.lineage.origins),
            facts=sum(fact.shared for fact in account.facts),
            leading=sum(fact.shared for fact in account.lead),
            differences=len(account.conflicts),
        )

    def origins(self, account: Account) -> tuple[tuple[Sheet, ...], ...]:
        """The articles by origin, both in the order of the dossier."""
        groups = (
            tuple(sorted((self._by_id[a] for a in group), key=lambda s: s.number))
            for group in account.lineage.origins
        )
        return tuple(sorted(groups, key=lambda group: group[0].number))

    def origin_rows(self, account: Account) -> tuple[tuple[str, tuple[Sheet, ...]], ...]:
        """Origins of several articles one by one, then all articles that are origins of their own."""
        groups = self.origins(account)
        alone = tuple(sheet for group in groups if len(group) == 1 for sheet in group)
        rows = [(labels.ONE_ORIGIN, group) for group in groups if len(group) > 1]
        return (*rows, (labels.own_origin(len(alone)), alone)) if alone else tuple(rows)

    def shared(self, account: Account) -> Shared:
        """The shared facts that the lead has not told yet, those of the same sentences together."""
        return shared_facts(account, self.exact)

    def rows(self, account: Account) -> tuple[Fact, ...]:
        """The facts of which it is shown who reports them: none that another one leads, weightiest first."""
        shared = self.shared(account)
        again = {*shared.again, *(f for entry in shared.entries for f in entry.also)}
        return tuple(fact for fact in account.facts if fact not in again and fact.shared)

    def support(self, account: Account, passages: Iterable[Passage]) -> tuple[int, int]:
        """How many articles, and how many origins among them, the passages lie in."""
        articles = {p.article for p in passages}
        grouped = [group for group in account.lineage.origins if articles & set(group)]
        loose = articles - {a for group in grouped for a in group}
        return len(articles), len(grouped) + len(loose)

    def alone(self, account: Account) -> tuple[tuple[Sheet, tuple[Fact, ...]], ...]:
        """What single articles report, by article."""
        by_sheet: dict[int, list[Fact]] = {}
        for fact in account.alone:
            by_sheet.setdefault(self._by_id[fact.statement.article].number, []).append(fact)
        return tuple((self.sheets[n - 1], tuple(by_sheet[n])) for n in sorted(by_sheet))

    def chapters(self, account: Account) -> tuple[Chapter, ...]:
        """The days, each with what is new on it and told by several articles; none where no day has any.

        What a single article tells stands under that article, and what it quotes under the speaker.
        """
        days = tuple(
            replace(
                chapter,
                facts=tuple(f for f in chapter.facts if f.shared),
                utterances=tuple(u for u in chapter.utterances if u.wording != "single"),
            )
            for chapter in account.chapters
        )
        return days if any(d.facts or d.utterances or d.conflicts for d in days[1:]) else ()

    def omissions(self, account: Account) -> tuple[tuple[Sheet, tuple[Fact, ...]], ...]:
        """What articles leave out, by article."""
        by_sheet: dict[int, list[Fact]] = {}
        for omission in account.omissions:
            by_sheet.setdefault(self._by_id[omission.article].number, []).append(omission.fact)
        return tuple((self.sheets[n - 1], tuple(by_sheet[n])) for n in sorted(by_sheet))

    def ties(self, account: Account) -> tuple[Edge, ...]:
        """The edges between articles; of a pair that shares passages, the side that owes more stays.

        Copies come first, quotations in common last.
        """
        between = [e for e in account.lineage.edges if self.knows(e.on)]
        mutual = {(e.article, e.on): e for e in between if e.kind != "credits"}

        def stays(edge: Edge) -> bool:
            back = mutual.get((edge.on, edge.article))  # type: ignore[arg-type]
            if edge.kind == "credits" or back is None:
                return True
            rank = (edge.kind == "reprints", edge.share, self.sheet(edge.article).number)
            return rank > (back.kind == "reprints", back.share, self.sheet(back.article).number)

        def order(edge: Edge) -> tuple[int, float]:
            kinds = ("reprints", "credits", "shares passages", "quotes the same rendering")
            return (kinds.index(edge.kind), -edge.share)

        return tuple(sorted((e for e in between if stays(e)), key=order))

    def anchored(self, moment: Moment) -> str:
        """The words that a day was counted from: "“Tuesday”"; "" where the day itself is stated."""
        if moment.anchor == "stated":
            return ""
        how = labels.ANCHOR[moment.anchor]
        return f"“{self.line(moment.words)}”" + (f", {how}" if how else "")

    def alone_shown(self, account: Account) -> int:
        """How many statements of each article alone a rendering read from top to end has room for."""
        return max(_LEAST_ALONE, LISTED // max(1, len({f.statement.article for f in account.alone})))

    def change(self, change: Edit) -> str:
        """One change between two versions, in words cut short."""
        before, after = (_cut_short(self.line(p)) if p else "" for p in (change.before, change.after))
        return labels.changed(before, after)

    def ends(self, tie: Edge) -> tuple[Sheet, Sheet]:
        """The article that depends, and the one it depends on."""
        return self._by_id[tie.article], self._by_id[ArticleId(tie.on)]


def first(items: Sequence[T], most: int = LISTED) -> tuple[Sequence[T], Sequence[T]]:
    """What to show of a list and what to leave; to leave but one or two is not worth its line."""
    return (items, ()) if len(items) <= most + 2 else (items[:most], items[most:])


def tie_passages(tie: Edge) -> tuple[Passage, ...]:
    """The passages of a tie, on both its ends."""
    return tuple(p for pair in tie.passages for p in pair if p is not None)


def _cut_short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _marked(utterance: Utterance) -> Iterator[tuple[Rendering, list[tuple[Passage, bool]]]]:
    """Renderings, each with its words that stand otherwise in another, and whether that weighs."""
    first, *others = utterance.renderings
    yield first, [(d.left, d.weighty) for r in others for d in r.differences]
    for rendering in others:
        yield rendering, [(d.right, d.weighty) for d in rendering.differences]


def _quoting(text: str, mark: str = "") -> str:
    """The mark of the quotation open after the text, given the one open before it; "" for none."""
    for char in text:
        if mark and char == _CLOSING[mark]:
            mark = ""
        elif not mark and char in _CLOSING:
            mark = char
    return mark


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _trimmed(pieces: list[Piece]) -> tuple[Piece, ...]:
    if pieces:
        pieces[0] = Piece(pieces[0].text.lstrip(), pieces[0].mark)
        pieces[-1] = Piece(pieces[-1].text.rstrip(), pieces[-1].mark)
    return tuple(p for p in pieces if p.text)
