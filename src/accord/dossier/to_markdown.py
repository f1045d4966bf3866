"""The dossier as Markdown (CommonMark with tables), each citation linked to its quoted passage."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from accord.dossier import labels
from accord.dossier.leaning import group_credits
from accord.dossier.sheets import Sheet, one_line
from accord.dossier.view import NAMED, View, Wording, apart, first, tie_passages, told_by, whole_and_parts
from accord.records import Account, Dossier, Edge, Fact, Passage, Utterance

# CommonMark lets any ASCII punctuation be escaped; these are the ones that mean something within a line
# ("$" and "~" in common extensions), the pattern those that do at its start.
_INLINE: Final = str.maketrans({c: "\\" + c for c in "\\`*_[]<>&~|$"})
_LINE_START: Final = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([#+=:-])")
_NAME_LENGTH: Final = 24  # of an outlet in a citation


def escape(text: str) -> str:
    """Words on one line that Markdown shows as they are, at a line's start too."""
    line = one_line(text).translate(_INLINE)
    return _LINE_START.sub(lambda m: rf"{m[1]}\{m[2]}" if m[1] else rf"\{m[3]}", line)


def render_markdown(dossier: Dossier) -> str:
    """The dossier with an appendix that quotes each passage cited; of long lists the first entries.

    The appendix is reached through HTML anchors (`<a id="e1">`); they and `<strong>` around words
    that differ, which emphasis marks cannot always be put around, are the only HTML in it.
    """
    return _Page(View(dossier)).render()


class _Page:
    def __init__(self, view: View) -> None:
        self.view = view
        self.lines: list[str] = []
        self.evidence: dict[Passage, int] = {}

    def render(self) -> str:
        dossier = self.view.dossier
        if self.view.several:
            self._put(f"# {labels.EYEBROW}: {labels.count(len(dossier.accounts), 'story', 'stories')}")
            for account in dossier.accounts:
                told = labels.summary(*self.view.counts(account).headline)
                self._item(f"[{escape(account.title)}](#{self._anchor(account)}) ({told})")
        for account in dossier.accounts:
            self._account(account, "##" if self.view.several else "#")
        self._put(f"## {labels.LIMITS}")
        for failure, kept_out in self.view.failures():
            name = self.view.listed(kept_out) if kept_out else failure.location
            stage = labels.STAGE[failure.stage]
            self._item(f"**{escape(name)}**: {escape(failure.reason)} ({stage})")
        for sheet in self.view.unused():
            self._item(f"{escape(self.view.listed(sheet))} ({labels.UNUSED})")
        for note in self.view.notes_below:
            self._item(escape(note))
        if self.view.no_limits:
            self._put(self.view.no_limits)
        self._appendix()
        return "\n".join(self.lines).strip("\n") + "\n"

    # ------------------------------------------------------------ layout

    def _put(self, block: str) -> None:
        if self.lines and self.lines[-1] != "":
            self.lines.append("")
        self.lines += [block, ""]

    def _item(self, content: str, level: int = 0) -> None:
        self.lines.append("  " * level + "- " + content)

    def _anchor(self, account: Account) -> str:
        return f"story-{1 + self.view.dossier.accounts.index(account)}"

    def _name(self, sheet: Sheet) -> str:
        name = sheet.name
        return escape(name if len(name) <= _NAME_LENGTH else name[: _NAME_LENGTH - 1].rstrip() + "…")

    def _more(self, left: int, noun: str = "") -> None:
        """Says how much of a list was left out, if any was."""
        if left > 0:
            self._put(f"*{labels.elsewhere(left, noun)}*")

    def _cited(self, passages: Iterable[Passage], words_of: Passage | None = None) -> str:
        """Where to read it: few articles by name, of many the first by name and the others by number."""
        parts = []
        cites = self.view.cites(passages, words_of)
        some, left = first(cites)
        for at, cite in enumerate(some):
            name = "" if at and len(cites) > NAMED else self._name(cite.sheet)
            for index, (place, passage) in enumerate(cite.places):
                number = self.evidence.setdefault(passage, len(self.evidence) + 1)
                words = (place,) if index else (str(cite.sheet.number), name, place)
                parts.append(f"[{' '.join(w for w in words if w) or number}](#e{number})")
        if left:
            parts.append(labels.more(len(left)))
        return "\\[" + " · ".join(parts) + "\\]"

    def _claim(
        self, words: str, passages: Iterable[Passage], tally: str = "", words_of: Passage | None = None
    ) -> str:
        cited = self._cited(passages, words_of)
        return " ".join(part for part in (words, tally and f"({tally})", cited) if part)

    # ------------------------------------------------------------ one story

    def _account(self, account: Account, mark: str) -> None:
        view, counts = self.view, self.view.counts(account)
        compared = counts.articles > 1
        self._put(f'<a id="{self._anchor(account)}"></a>')
        self._put(f"{mark} {escape(account.title)}")
        self._put(
            f"**{labels.summary(*counts.headline)}**" + (f"  \n*{labels.ORIGIN_HINT}*" if compared else "")
        )
        for sheet in view.sheets_of(account):
            self._item(self._listed(sheet))
        below = mark + "#"
        self._put(f"{below} {labels.IN_SHORT}")
        self._facts(account.lead, tally=compared)
        if compared:
            shared = view.shared(account)
            self._put(f"{below} {labels.SHARED}")
            if above := labels.above(counts.leading, counts.facts - counts.leading):
                self._put(f"*{above}*")
            entries, unlisted = first(shared.entries)
            for entry in entries:
                self._facts((entry.fact,))
                self._facts(entry.also, under=True)
            self._more(len(unlisted))
            if shared.again:
                self._put(f"*{labels.AGAIN}:*")
                again, unshown = first(shared.again)
                self._facts(again)
                self._more(len(unshown))
            if not counts.facts:
                self._put(labels.NO_SHARED)
            if shared.perhaps:
                self._put(f"*{labels.PERHAPS_SHARED}:*")
                near, unshown = first(shared.perhaps)
                self._facts(near, tally=False)
                self._more(len(unshown))
        if account.utterances:
            self._put(f"{below} {labels.SAID}")
            voices = view.voices(account)
            others, unheard = first([voice for voice in voices if not voice.shared])
            for voice in (*(v for v in voices if v.shared), *others):
                self._put(f"**{escape(voice.name)}**")
                for utterance in voice.shared:
                    self._utterance(utterance)
                if voice.shared and voice.single:
                    self._put(f"*{labels.ALSO_SAID}, {labels.ONE_ONLY}:*")
                single, unsaid = first(voice.single)
                for utterance in single:
                    self._item(self._wording(view.wordings(utterance)[0]))
                self._more(len(unsaid))
            self._more(len(unheard), labels.noun(len(unheard), labels.SPEAKER))
        if compared:
            self._conflicts(account, below)
            self._matrix(account, below)
        self._lineage(account, below)
        self._chapters(account, below)
        if account.timeline:
            self._put(f"{below} {labels.TIMELINE}")
            self._timeline(account)
        if account.updates:
            self._put(f"{below} {labels.UPDATES}")
            for update in account.updates:
                figures = " → ".join(
                    f"**{escape(one_line(s.value))}** {self._cited(s.evidence, s.evidence[0])}"
                    for s in update.sides
                )
                self._item(f"{escape(one_line(update.about))}: {figures}")
        if account.alone:
            self._put(f"{below} {labels.ALONE if compared else labels.REPORTED}")
            for sheet, facts in view.alone(account):
                self._put(f"**{sheet.number} {escape(sheet.name)}**")
                most = view.alone_shown(account) if compared else len(facts)
                some, left = first(facts, most)
                self._facts(some, tally=False)
                self._more(len(left))
        omitted = view.omissions(account)
        if omitted:
            self._put(f"{below} {labels.OMITTED}")
            self._put(labels.OMITTED_HINT)
            for sheet, facts in omitted:
                self._put(f"**{sheet.number} {escape(sheet.name)}** {labels.not_told(len(facts))}:")
                self._facts(facts)
        if account.notes and self.view.several:
            self._put(f"{below} {labels.UNRESOLVED}")
            for note in account.notes:
                self._item(escape(note))

    def _listed(self, sheet: Sheet) -> str:
        title = escape(sheet.title)
        if sheet.url:
            title = f"[{title}](<{sheet.url.replace('<', '%3C').replace('>', '%3E')}>)"
        dated = ", ".join(part for part in (sheet.published, sheet.language) if part)
        return f"**{sheet.number} {escape(sheet.name)}**, {dated}: {title}"

    def _facts(self, facts: Iterable[Fact], *, tally: bool = True, under: bool = False) -> None:
        for fact in facts:
            support = labels.tally(fact.articles, fact.origins) if tally else ""
            words = escape(self.view.told(fact))
            claim = self._claim(words, fact.sure, support, fact.statement)
            near = f" {labels.PERHAPS} {self._cited(fact.unsure)}" if fact.unsure else ""
            self._item(claim + near, int(under))

    def _utterance(self, utterance: Utterance) -> None:
        wordings = self.view.wordings(utterance)
        articles = len(told_by(utterance))
        support = labels.tally(articles, utterance.origins)
        reason = apart(utterance, wordings)
        if not reason:
            whole, parts = whole_and_parts(wordings)
            passages = [p for w in whole for p in w.passages]
            self._item(self._claim(escape(whole[0].text), passages, support, whole[0].printed))
            for part in parts:
                self._item(f"*{labels.IN_PART}:* {self._wording(part)}", 1)
            self._retold(utterance)
            return
        contrasts = "; ".join(
            labels.contrast(escape(left), escape(right)) for left, right in self.view.contrasts(utterance)
        )
        self._item(
            f"*{reason}* ({support})" + (f", {labels.DIFFERS_IN.lower()} {contrasts}" * bool(contrasts))
        )
        for wording in wordings:
            self._item(self._wording(wording), 1)
        self._retold(utterance)

    def _retold(self, utterance: Utterance) -> None:
        for passage in utterance.retold:
            told = f"*{labels.RETOLD}:* {escape(self.view.line(passage))}"
            self._item(f"{told} {self._cited([passage], passage)}", 1)

    def _wording(self, wording: Wording) -> str:
        parts = []
        for index, piece in enumerate(wording.pieces):
            # emphasis marks must touch words: blanks go outside
            core = piece.text.strip()
            lead, tail = (
                piece.text[: len(piece.text) - len(piece.text.lstrip())],
                piece.text[len(piece.text.rstrip()) :],
            )
            shown = core.translate(_INLINE) if index else escape(core)
            if piece.mark == "weighty" and core:
                shown = f"<strong>{shown}</strong>"
            parts.append(lead + shown + (tail if core else ""))
        return f"{''.join(parts)} {self._cited(wording.passages, wording.printed)}"

    def _conflicts(self, account: Account, below: str) -> None:
        self._put(f"{below} {labels.DIFFER}")
        if not account.conflicts:
            self._put(labels.NO_DIFFERENCES)
        for conflict in account.conflicts:
            self._item(f"**{labels.CONFLICT[conflict.kind]}:** {escape(conflict.about)}")
            for side in conflict.sides:
                support = labels.tally(*self.view.support(account, side.evidence))
                before, value, after = (
                    part.translate(_INLINE) for part in self.view.excerpt(side.evidence[0], side.value)
                )
                sentence = f": {before}" + (f"<strong>{value}</strong>" if value else "") + after
                told = self._claim(f"**{escape(side.value)}**", side.evidence, support, side.evidence[0])
                self._item(told + (sentence if before or value or after else ""), 1)

    def _matrix(self, account: Account, below: str) -> None:
        if not account.facts:
            return
        sheets = self.view.sheets_of(account)
        self._put(f"{below} {labels.MATRIX}")
        rows = ["| |" + "".join(f" {s.number} {self._name(s)} |" for s in sheets)]
        rows.append("|---|" + ":-:|" * len(sheets))
        some, left = first(self.view.rows(account))
        for fact in some:
            told, near = {p.article for p in fact.sure}, {p.article for p in fact.unsure}
            dots = "".join(
                " ● |" if s.article.id in told else " ○ |" if s.article.id in near else "  |" for s in sheets
            )
            rows.append(f"| {escape(self.view.statement(fact.statement))} |{dots}")
        self._put("\n".join(rows))
        self._more(len(left))

    def _lineage(self, account: Account, below: str) -> None:
        self._put(f"{below} {labels.ORIGINS}")
        for label, sheets in self.view.origin_rows(account):
            names = ", ".join(f"{s.number} {escape(s.name)}" for s in sheets)
            self._item(f"**{label}:** {names}")
        for edge in self.view.ties(account):
            self._item(self._tie(edge))
        for revision in account.lineage.revisions:
            later, earlier = (self.view.sheet(a) for a in (revision.article, revision.earlier))
            ends = f"{later.number} {escape(later.name)}", f"{earlier.number} {escape(earlier.name)}"
            told = labels.version(*ends, len(revision.changes))
            changes = "; ".join(escape(self.view.change(c)) for c in revision.changes)
            passages = [p for c in revision.changes for p in (c.after, c.before) if p]
            self._item(self._claim(f"{told}: {changes}", passages) if changes else told)
        sources = group_credits(account, self.view)
        if sources:
            self._put(f"**{labels.CREDITED}**")
        some, left = first(sources)
        for source in some:
            told = labels.CREDIT[source.kind]
            if source.articles > 1:
                told += f", {labels.count(source.articles, 'article')}"
            words = f"**{escape(source.source)}** ({told}): {escape(self.view.exact(source.evidence[0]))}"
            self._item(self._claim(words, source.evidence))
        self._more(len(left))

    def _tie(self, edge: Edge) -> str:
        here, there = (f"{s.number} {escape(s.name)}" for s in self.view.ends(edge))
        told = labels.tie(edge.kind, here, there, edge.share)
        passages = tie_passages(edge)
        return self._claim(told, passages) if passages else told

    def _chapters(self, account: Account, below: str) -> None:
        chapters = self.view.chapters(account)
        if not chapters:
            return
        self._put(f"{below} {labels.CHAPTERS}")
        self._put(f"*{labels.CHAPTERS_HINT}*")
        for number, chapter in enumerate(chapters):
            sheets = ", ".join(str(self.view.sheet(a).number) for a in chapter.articles)
            told = f"{labels.count(len(chapter.articles), 'article')}: {sheets}"
            if not number:
                self._put(f"**{labels.day(chapter.day)}**, {told}, {labels.FIRST_DAY}")
                continue
            self._put(f"**{labels.day(chapter.day)}**, {told}")
            for conflict in chapter.conflicts:
                sides = " / ".join(escape(side.value) for side in conflict.sides)
                words = f"**{labels.NEW_DIFFERENCE}:** {escape(conflict.about)}: {sides}"
                self._item(self._claim(words, [p for side in conflict.sides for p in side.evidence]))
            some, left = first(chapter.facts)
            self._facts(some, tally=False)
            self._more(len(left))
            said, unsaid = first(chapter.utterances)
            for utterance in said:
                who = escape(utterance.speaker.name if utterance.speaker else labels.SPEAKER_UNKNOWN)
                wording = self.view.wordings(utterance)[0]
                words = f"**{who}:** {escape(wording.text)}"
                self._item(self._claim(words, wording.passages, words_of=wording.printed))
            self._more(len(unsaid))
            if not (chapter.conflicts or chapter.facts or chapter.utterances):
                self._put(f"*{labels.NOTHING_NEW}*")

    def _timeline(self, account: Account) -> None:
        if any(moment.anchor != "stated" for moment in account.timeline):
            self._put(f"*{labels.TIMELINE_HINT}*")
        for moment in account.timeline:
            label = labels.MODALITY[moment.modality]
            when = f"**{labels.days(moment.first, moment.last)}**" + (f" *{label}*" if label else "")
            words = f"{when}: {escape(self.view.statement(moment.statement))}"
            if anchored := self.view.anchored(moment):
                words += f" ({escape(anchored)})"
            self._item(self._claim(words, moment.evidence, words_of=moment.statement))

    def _appendix(self) -> None:
        if not self.evidence:
            return
        self._put(f"## {labels.EVIDENCE}")
        for passage, number in self.evidence.items():
            sheet = self.view.sheet(passage.article)
            place = ", ".join(part for part in (sheet.name, sheet.place(passage)) if part)
            self._put(f'<a id="e{number}"></a>**{number}** {sheet.number} {escape(place)}')
            self._put(f"> {escape(self.view.exact(passage))}")
