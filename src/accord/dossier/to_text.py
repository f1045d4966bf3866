"""The dossier for a terminal, or as plain text when piped.

Laid out with rich. With `colour` off the same layout comes out as plain characters: what
colour would show (words that differ) is then said in words as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from accord.dossier import labels
from accord.dossier.leaning import group_credits
from accord.dossier.sheets import Sheet, one_line
from accord.dossier.tree import draw_tree
from accord.dossier.view import (
    NAMED,
    Cite,
    View,
    Wording,
    apart,
    first,
    tie_passages,
    told_by,
    whole_and_parts,
)
from accord.records import Account, Dossier, Edge, Fact, Passage, Revision, Utterance

_NAME_CELLS: Final = 24  # of an outlet in a citation; the list of articles has the whole name
_MATRIX_STATEMENT: Final = 30  # fewest cells of a statement beside the matrix, else no matrix is drawn
_MARGIN: Final = 2
_OMITTED: Final = 2  # of what one article leaves out
_SINGLE: Final = 5  # of what one article alone quotes a speaker with; the other forms have the rest
_CHANGES: Final = 4  # between two versions that are spelled out
_AGAIN: Final = 5  # of what the lead tells, once more
_NEW: Final = 5  # of a day's new statements, and of its new quotations
# Stands for a blank at which no line may break until rich has laid the lines out: rich breaks at
# U+00A0 too, and `shown` lets no text of a report contain a noncharacter.
_GLUE: Final = "\ufdd0"


def render_text(dossier: Dossier, *, width: int = 88, colour: bool = False) -> str:
    """The dossier in `width` cells a line, ending with a newline.

    Of long lists the first entries are told and the others counted: HTML and JSON have them all.

    Without `colour` there are no escape sequences and no trailing blanks. A word longer than
    a line is broken.
    """
    out = StringIO()
    console = Console(
        file=out,
        width=max(width, 40),
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        force_interactive=False,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},  # NO_COLOR, COLUMNS and TERM are the caller's to read
    )
    _Page(View(dossier), console).print()
    lines = out.getvalue().splitlines() if not colour else out.getvalue().split("\n")
    return "\n".join(line.rstrip(" ") for line in lines).replace(_GLUE, " ").strip("\n") + "\n"


def _glued(text: str) -> str:
    return text.replace(" ", _GLUE)


class _Page:
    def __init__(self, view: View, console: Console) -> None:
        self.view = view
        self.console = console

    def print(self) -> None:
        dossier = self.view.dossier
        if len(dossier.accounts) > 1:
            self._heading(f"{labels.STORIES} ({len(dossier.accounts)})")
            for number, account in enumerate(dossier.accounts, 1):
                told = labels.summary(*self.view.counts(account).headline)
                self._item(f"{number}", Text.assemble(one_line(account.title), (f"  {told}", "dim")))
        for account in dossier.accounts:
            self._account(account)
        self._limits()

    # ------------------------------------------------------------ layout

    def _put(self, content: RenderableType, indent: int = _MARGIN) -> None:
        self.console.print(Padding(content, (0, 0, 0, indent), expand=False))

    def _gap(self) -> None:
        self.console.print()

    def _title(self, title: str) -> None:
        self._gap()
        self._gap()
        self._put(Text(title, style="bold"), 0)

    def _heading(self, label: str, hint: str = "") -> None:
        self._gap()
        self._put(Text(label.upper(), style="bold cyan"), 0)
        if hint:
            self._put(Text(hint, style="dim italic"), 0)

    def _item(self, mark: str, content: Text, indent: int = _MARGIN, mark_cells: int = 0) -> None:
        row = Table.grid(padding=(0, 1, 0, 0))
        row.add_column(width=max(mark_cells, len(mark)), justify="right", style="dim", no_wrap=True)
        row.add_column(overflow="fold")
        row.add_row(mark, content)
        self._put(row, indent)

    def _name(self, sheet: Sheet) -> str:
        name = sheet.name
        return name if len(name) <= _NAME_CELLS else name[: _NAME_CELLS - 1].rstrip() + "…"

    def _more(self, left: int, indent: int = _MARGIN, noun: str = "") -> None:
        """Says how much of a list was left out, if any was."""
        if left > 0:
            self._put(Text(labels.elsewhere(left, noun), style="dim italic"), indent + 2)

    def _cited(self, cites: Sequence[Cite], too: str = labels.ALSO) -> Text:
        """Where to read it: few articles by name, of many the first by name and the others by number."""
        parts = []
        some, left = first(cites)
        for index, cite in enumerate(some):
            places = labels.places(place for place, _ in cite.places)
            name = "" if index and len(cites) > NAMED else self._name(cite.sheet)
            named = _glued(" ".join(p for p in (str(cite.sheet.number), name, *places[:1]) if p))
            also = f"{too}{_GLUE}" if too and index == 1 and not name else ""
            parts.append(also + ", ".join((named, *places[1:])))
        if left:
            parts.append(_glued(labels.more(len(left))))
        return Text("[" + "; ".join(parts) + "]", style="dim")

    def _claim(
        self,
        words: str,
        passages: Iterable[Passage],
        tally: str = "",
        before: str = "",
        style: str = "",
        words_of: Passage | None = None,
    ) -> Text:
        """Words, how many tell them, and where, the article that the words are cut from first."""
        text = Text()
        if before:
            text.append(before + " ", style="bold")
        text.append(words, style=style)
        if tally:
            text.append(f"  ({_glued(tally)})", style="green")
        return text.append("  ").append_text(self._cited(self.view.cites(passages, words_of)))

    # ------------------------------------------------------------ one story

    def _account(self, account: Account) -> None:
        counts = self.view.counts(account)
        self._title(one_line(account.title))
        self._put(Text(labels.summary(*counts.headline), style="green"), 0)
        if counts.articles > 1:
            self._put(Text(labels.ORIGIN_HINT, style="dim italic"), 0)
        self._gap()
        for sheet in self.view.sheets_of(account):
            self._sheet(sheet)
        self._heading(labels.IN_SHORT)
        for fact in account.lead:
            self._fact(fact, tally=counts.articles > 1)
        if counts.articles > 1:
            shared = self.view.shared(account)
            self._heading(labels.SHARED, labels.above(counts.leading, counts.facts - counts.leading))
            some, left = first(shared.entries)
            for entry in some:
                self._fact(entry.fact)
                for fact in entry.also:
                    self._fact(fact, under=True)
            self._more(len(left))
            if shared.again:
                self._gap()
                self._put(Text(f"{labels.AGAIN}:", style="italic"))
                again, unshown = first(shared.again, _AGAIN)
                for fact in again:
                    self._fact(fact, under=True)
                self._more(len(unshown))
            if not counts.facts:
                self._put(Text(labels.NO_SHARED))
            if shared.perhaps:
                self._gap()
                self._put(Text(f"{labels.PERHAPS_SHARED}:", style="italic"))
                some_more, unshown = first(shared.perhaps, _AGAIN)
                for fact in some_more:
                    self._fact(fact, tally=False, under=True)
                self._more(len(unshown))
        self._said(account)
        if counts.articles > 1:
            self._conflicts(account)
            self._matrix(account)
        self._lineage(account)
        self._chapters(account)
        self._timeline(account)
        self._updates(account)
        self._alone(account)
        self._omissions(account)
        if account.notes and self.view.several:
            self._heading(labels.UNRESOLVED)
            self._notes(account.notes)

    def _sheet(self, sheet: Sheet) -> None:
        text = Text.assemble((sheet.name, "bold"), (f", {sheet.published}", "dim"))
        if sheet.language:
            text.append(f", {sheet.language}", style="dim")
        if sheet.article.title:
            text.append(f": {sheet.title}")
        self._item(str(sheet.number), text, mark_cells=2)

    def _fact(self, fact: Fact, *, tally: bool = True, under: bool = False) -> None:
        support = labels.tally(fact.articles, fact.origins) if tally else ""
        claim = self._claim(self.view.told(fact), fact.sure, support, words_of=fact.statement)
        if fact.unsure:
            claim.append(f"  {labels.PERHAPS} ").append_text(self._cited(self.view.cites(fact.unsure), ""))
        self._item("–" if under else "•", claim, _MARGIN + 2 * under)

    def _said(self, account: Account) -> None:
        if not account.utterances:
            return
        self._heading(labels.SAID)
        voices = self.view.voices(account)
        compared = [voice for voice in voices if voice.shared]
        others, left = first([voice for voice in voices if not voice.shared])
        for number, voice in enumerate((*compared, *others)):
            if number:
                self._gap()
            self._put(Text(voice.name, style="bold"))
            for utterance in voice.shared:
                self._utterance(utterance)
            if voice.shared and voice.single:
                self._put(Text(f"{labels.ALSO_SAID}, {labels.ONE_ONLY}:", style="dim italic"), 4)
            single, unsaid = first(voice.single, _SINGLE)
            for utterance in single:
                wording = self.view.wordings(utterance)[0]
                self._item("•", self._wording(wording), 4)
            self._more(len(unsaid), 4)
        if left:
            self._gap()
            self._more(len(left), 0, labels.noun(len(left), labels.SPEAKER))

    def _utterance(self, utterance: Utterance) -> None:
        wordings = self.view.wordings(utterance)
        articles = len(told_by(utterance))
        support = labels.tally(articles, utterance.origins)
        reason = apart(utterance, wordings)
        if not reason:
            whole, parts = whole_and_parts(wordings)
            passages = [p for w in whole for p in w.passages]
            self._item("•", self._claim(whole[0].text, passages, support, words_of=whole[0].printed), 4)
            for part in parts:
                told = Text.assemble((f"{labels.IN_PART}: ", "dim italic"), self._wording(part))
                self._put(told, 6)
            self._retold(utterance)
            return
        self._item(
            "•",
            Text.assemble((reason, "bold yellow"), (f"  ({_glued(support)})", "green")),
            4,
        )
        for letter, wording in zip(_letters(len(wordings)), wordings, strict=True):
            self._item(letter, self._wording(wording), 6)
        contrasts = self.view.contrasts(utterance)
        if contrasts:
            pairs = "; ".join(labels.contrast(*contrast) for contrast in contrasts)
            self._put(Text(f"{labels.DIFFERS_IN}: {pairs}", style="yellow"), 8)
        self._retold(utterance)

    def _retold(self, utterance: Utterance) -> None:
        for passage in utterance.retold:
            text = Text.assemble((f"{labels.RETOLD}: ", "dim italic"), self.view.line(passage))
            self._put(text.append("  ").append_text(self._cited(self.view.cites([passage]))), 6)

    def _wording(self, wording: Wording) -> Text:
        text = Text()
        for piece in wording.pieces:
            text.append(
                piece.text, style={"": "", "light": "underline", "weighty": "bold yellow"}[piece.mark]
            )
        return text.append("  ").append_text(self._cited(self.view.cites(wording.passages, wording.printed)))

    def _conflicts(self, account: Account) -> None:
        self._heading(labels.DIFFER)
        if not account.conflicts:
            self._put(Text(labels.NO_DIFFERENCES))
        for number, conflict in enumerate(account.conflicts):
            if number:
                self._gap()
            about = one_line(conflict.about)
            kind = labels.CONFLICT[conflict.kind]
            self._item("•", Text.assemble((f"{kind}: ", "bold yellow"), (about, "bold")))
            for letter, side in zip(_letters(len(conflict.sides)), conflict.sides, strict=True):
                support = labels.tally(*self.view.support(account, side.evidence))
                value = one_line(side.value)
                told = self._claim(value, side.evidence, support, style="bold", words_of=side.evidence[0])
                self._item(letter, told, 4)
                before, value, after = self.view.excerpt(side.evidence[0], side.value)
                if before or value or after:
                    self._put(Text.assemble((before, "dim"), (value, "bold"), (after, "dim")), 8)

    def _matrix(self, account: Account) -> None:
        sheets = self.view.sheets_of(account)
        cells = 3 * len(sheets) + 2
        room = self.console.width - cells - _MARGIN
        if not account.facts:
            return
        if room < _MATRIX_STATEMENT:
            self._heading(labels.MATRIX)
            self._put(Text(labels.too_wide(len(sheets))))
            return
        self._heading(labels.MATRIX, labels.MATRIX_HINT)
        grid = Table.grid(padding=0)
        grid.add_column(width=room, no_wrap=True, overflow="ellipsis")
        for _ in sheets:
            grid.add_column(width=3, justify="right", no_wrap=True)
        grid.add_row("", *(Text(str(s.number), style="dim") for s in sheets))
        some, left = first(self.view.rows(account))
        for fact in some:
            told, near = {p.article for p in fact.sure}, {p.article for p in fact.unsure}
            statement = Text(self.view.statement(fact.statement), no_wrap=True, overflow="ellipsis")
            marks = ("●" if s.article.id in told else "○" if s.article.id in near else "" for s in sheets)
            grid.add_row(statement, *(mark or Text("·", "dim") for mark in marks))
        self._put(grid)
        self._more(len(left), 0)

    def _lineage(self, account: Account) -> None:
        view = self.view
        self._heading(labels.ORIGINS)
        for label, sheets in view.origin_rows(account):
            names = ", ".join(f"{s.number} {s.name}" for s in sheets)
            self._item("•", Text.assemble((f"{label}:  ", "bold"), names))
        for line in draw_tree(account, view):
            self._put(Text(line, no_wrap=True, overflow="ellipsis"), 4)
        for edge in view.ties(account):
            self._item("•", self._tie(edge))
        for revision in account.lineage.revisions:
            self._item("•", self._revision(revision))
        sources = group_credits(account, view)
        if sources:
            self._put(Text(f"{labels.CREDITED}:", style="bold"))
        some, left = first(sources)
        for source in some:
            told = labels.CREDIT[source.kind]
            if source.articles > 1:
                told += f", {labels.count(source.articles, 'article')}"
            text = Text.assemble((source.source, "bold"), (f" ({told})", "dim"), "  ")
            self._item("•", text.append_text(self._cited(view.cites(source.evidence))), 4)
        self._more(len(left), 4)

    def _tie(self, edge: Edge) -> Text:
        here, there = self.view.ends(edge)
        told = labels.tie(edge.kind, f"{here.number} {here.name}", f"{there.number} {there.name}", edge.share)
        passages = tie_passages(edge)
        if not passages:
            return Text(told)
        return Text(told + "  ").append_text(self._cited(self.view.cites(passages)))

    def _revision(self, revision: Revision) -> Text:
        later, earlier = (self.view.sheet(a) for a in (revision.article, revision.earlier))
        names = f"{later.number} {later.name}", f"{earlier.number} {earlier.name}"
        told = labels.version(*names, len(revision.changes))
        some, left = first(revision.changes, _CHANGES)
        shown = [self.view.change(change) for change in some]
        text = Text(told)
        if shown:
            text.append(": " + "; ".join(shown) + (f"; {labels.more(len(left))}" if left else ""))
        passages = [p for c in some for p in (c.after, c.before) if p]
        return text.append("  ").append_text(self._cited(self.view.cites(passages))) if passages else text

    def _chapters(self, account: Account) -> None:
        chapters = self.view.chapters(account)
        if not chapters:
            return
        self._heading(labels.CHAPTERS, labels.CHAPTERS_HINT)
        for number, chapter in enumerate(chapters):
            sheets = ", ".join(str(s.number) for s in map(self.view.sheet, chapter.articles))
            told = f"{labels.count(len(chapter.articles), 'article')}: {sheets}"
            head = Text.assemble((labels.day(chapter.day), "bold"), (f"  {told}", "dim"))
            if not number:
                self._put(head.append(f", {labels.FIRST_DAY}", style="dim"))
                continue
            self._put(head)
            for conflict in chapter.conflicts:
                sides = " / ".join(one_line(side.value) for side in conflict.sides)
                label = f"{labels.NEW_DIFFERENCE}: "
                self._item(
                    "•", Text.assemble((label, "bold yellow"), f"{one_line(conflict.about)}: {sides}"), 4
                )
            some, left = first(chapter.facts, _NEW)
            for fact in some:
                words = self.view.told(fact)
                self._item("•", self._claim(words, fact.sure, words_of=fact.statement), 4)
            self._more(len(left), 4)
            said, unsaid = first(chapter.utterances, _NEW)
            for utterance in said:
                who = one_line(utterance.speaker.name) if utterance.speaker else labels.SPEAKER_UNKNOWN
                wording = self._wording(self.view.wordings(utterance)[0])
                self._item("•", Text(f"{who}: ", style="bold").append_text(wording), 4)
            self._more(len(unsaid), 4)
            if not (chapter.conflicts or chapter.facts or chapter.utterances):
                self._put(Text(labels.NOTHING_NEW, style="dim italic"), 4)

    def _timeline(self, account: Account) -> None:
        if not account.timeline:
            return
        counted = any(m.anchor != "stated" for m in account.timeline)
        self._heading(labels.TIMELINE, labels.TIMELINE_HINT if counted else "")
        days = [labels.days(m.first, m.last) for m in account.timeline]
        cells = max(map(len, days))
        for index, (when, moment) in enumerate(zip(days, account.timeline, strict=True)):
            text = self._claim(
                self.view.statement(moment.statement),
                moment.evidence,
                before=f"{label}:" if (label := labels.MODALITY[moment.modality]) else "",
                words_of=moment.statement,
            )
            if told := self.view.anchored(moment):
                text.append(f"  {told}", style="dim italic")
            self._item("" if index and days[index - 1] == when else when, text, mark_cells=cells)

    def _updates(self, account: Account) -> None:
        if not account.updates:
            return
        self._heading(labels.UPDATES, labels.UPDATES_HINT)
        for update in account.updates:
            text = Text.assemble((one_line(update.about), "bold"))
            for number, side in enumerate(update.sides):
                text.append(" → " if number else ": ")
                text.append(one_line(side.value), style="bold").append("  ")
                text.append_text(self._cited(self.view.cites(side.evidence, side.evidence[0])))
            self._item("•", text)

    def _alone(self, account: Account) -> None:
        groups = self.view.alone(account)
        if not groups or len(account.story.articles) < 2:
            for _, facts in groups:
                self._heading(labels.REPORTED)
                for fact in facts:
                    self._fact(fact, tally=False)
            return
        self._heading(labels.ALONE, labels.ALONE_HINT)
        most = self.view.alone_shown(account)
        for sheet, facts in groups:
            self._put(Text(f"{sheet.number} {sheet.name}", style="bold"))
            some, left = first(facts, most)
            for fact in some:
                # the article is named above: the place is enough
                place = sheet.place(fact.statement)
                text = Text.assemble(self.view.told(fact), (f"  [{place}]", "dim"))
                self._item("•", text, 4)
            self._more(len(left), 4)

    def _omissions(self, account: Account) -> None:
        groups = self.view.omissions(account)
        if not groups:
            return
        self._heading(labels.OMITTED, labels.OMITTED_HINT)
        for sheet, facts in groups:
            self._put(Text(f"{sheet.number} {sheet.name} {labels.not_told(len(facts))}:", style="bold"))
            for fact in facts[:_OMITTED]:
                support = labels.tally(fact.articles, fact.origins)
                text = Text.assemble(self.view.told(fact), (f"  ({_glued(support)})", "green"))
                self._item("•", text, 4)
            self._more(len(facts) - _OMITTED, 4)

    def _limits(self) -> None:
        view = self.view
        self._heading(labels.LIMITS)
        for failure, sheet in view.failures():
            name = view.listed(sheet) if sheet else one_line(failure.location)
            told = Text.assemble((name, "bold"), f": {one_line(failure.reason)}")
            self._item("•", told.append(f"  ({labels.STAGE[failure.stage]})", style="dim"))
        for sheet in view.unused():
            self._item("•", Text.assemble(view.listed(sheet), (f"  ({labels.UNUSED})", "dim")))
        self._notes(view.notes_below)
        if view.no_limits:
            self._put(Text(view.no_limits))

    def _notes(self, notes: Sequence[str]) -> None:
        for note in notes:
            self._item("•", Text(one_line(note)))


def _letters(n: int) -> list[str]:
    """ "a", "b", ..., "z", "27", ..."""
    return [chr(ord("a") + i) if i < 26 else str(i + 1) for i in range(n)]
