"""A ledger, or what changed in it, for a terminal and as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Final

from accord.dossier import labels
from accord.dossier import ledger_view as words
from accord.dossier.ledger_view import LedgerView
from accord.dossier.sheets import one_line
from accord.dossier.to_markdown import escape
from accord.ledger_records import Developments, Entry, Evidence, Ledger, State
from accord.records import Passage

_STATE_CELLS: Final = 12
_SHOWN: Final = 3  # passages of one role before the rest is counted
_LONGEST: Final = 240  # characters of a passage that is quoted
_COLOUR: Final[dict[State, str]] = {
    "met": "32", "holding": "32", "under way": "36", "overdue": "33", "broken": "31", "disputed": "35",
}  # fmt: skip


def render_ledger_text(ledger: Ledger, *, width: int = 88, colour: bool = False) -> str:
    """The ledger in `width` cells a line, ending with a newline; of long lists the first entries."""
    return _Text(LedgerView(ledger), width, colour).ledger()


def render_ledger_markdown(ledger: Ledger) -> str:
    """The ledger as Markdown with tables; of long lists the first entries."""
    return _Markdown(LedgerView(ledger)).ledger()


def render_changes_text(told: Developments, *, width: int = 88, colour: bool = False) -> str:
    """What changed after a day, up to the ledger's."""
    return _Text(LedgerView(told.ledger), width, colour).changes(told)


def render_changes_markdown(told: Developments) -> str:
    """The same as Markdown."""
    return _Markdown(LedgerView(told.ledger)).changes(told)


class _Text:
    def __init__(self, view: LedgerView, width: int, colour: bool) -> None:
        self.view, self.width, self.colour = view, max(width, 40), colour
        self.lines: list[str] = []

    # ------------------------------------------------------------ layout

    def _put(self, text: str, indent: int = 0, hang: int | None = None) -> None:
        hanging = indent if hang is None else hang
        self.lines += textwrap.wrap(
            text,
            self.width,
            initial_indent=" " * indent,
            subsequent_indent=" " * hanging,
            break_on_hyphens=False,
        ) or [""]

    def _heading(self, text: str, hint: str = "") -> None:
        self.lines += ["", self._style(text.upper(), "1;36")]
        if hint:
            self._put(hint)

    def _style(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text

    def _state(self, state: State) -> str:
        return self._style(f"{state:<{_STATE_CELLS}}", _COLOUR.get(state, "2"))

    def _done(self) -> str:
        return "\n".join(line.rstrip() for line in self.lines).strip("\n") + "\n"

    def _cited(self, passage: Passage) -> str:
        sheet = self.view.view.sheet(passage.article)
        return f"[{sheet.number} {sheet.name} {sheet.place(passage)}]".replace("  ", " ")

    def _quoted(self, passage: Passage) -> str:
        return f"{_cut(self.view.view.statement(passage))} {self._cited(passage)}"

    # ------------------------------------------------------------ the ledger

    def ledger(self) -> str:
        view = self.view
        self.lines.append(self._style(view.title, "1"))
        self._put(f"{words.LEDGER} on {labels.day(view.ledger.day)} · {view.summary}")
        self._put(words.HINT)
        for phase, entries in view.phases():
            self._heading(phase)
            for entry in entries:
                self._entry(entry)
        if view.preconditions():
            self._heading(words.WAITS)
            for entry, awaited in view.preconditions():
                self._put(f"{view.what(entry.commitment)}", 2, 4)
                for on, said in awaited:
                    told = [p.passage for p in said if p.passage]
                    cited = " ".join(dict.fromkeys(map(self._cited, told))) or f"({words.STATED})"
                    self._put(f"waits for {on} {cited}", 4, 6)
        if view.positions():
            self._heading(words.POSITIONS)
            for entry, by in view.positions():
                self._put(view.what(entry.commitment), 2, 4)
                for who, positions in by:
                    for p in positions[:_SHOWN]:
                        self._put(f"{who} {words.STANCE[p.stance]}: {self._quoted(p.passage)}", 4, 6)
        if view.ledger.violations:
            self._heading(words.VIOLATIONS, words.VIOLATIONS_HINT)
            for v in view.ledger.violations:
                when = labels.day(v.day) if v.day else labels.DATE_UNKNOWN
                party = one_line(v.party) or words.NOBODY_NAMED
                line = f"{when}, {party}, {v.evidence.grade}: {self._quoted(v.evidence.passage)}"
                self._put(f"{line} ({v.entry.commitment.id})", 2, 4)
        self._articles()
        return self._done()

    def _entry(self, entry: Entry) -> None:
        view, c = self.view, entry.commitment
        self.lines.append("")
        head = f"{view.what(c)}" + (f" ({view.terms(c)})" if view.terms(c) else "")
        wrapped = textwrap.wrap(head, self.width - _STATE_CELLS - 2)
        self.lines.append(f"  {self._state(entry.state)}{wrapped[0]}")
        self.lines += [" " * (_STATE_CELLS + 2) + line for line in wrapped[1:]]
        indent = _STATE_CELLS + 2
        if view.since(entry):
            self._put(view.since(entry), indent)
        if entry.override and entry.override.state:
            self._put(
                f"{entry.override.who}, {labels.day(entry.override.when)}: {entry.override.why}", indent
            )
            self._put(view.proposal(entry), indent)
        for change in entry.history[1:] or entry.history:
            before = f"{change.before} → " if change.before else ""
            self._put(
                f"{labels.day(change.day)}: {before}{change.after}. {view.why(change)}", indent, indent + 2
            )
        for role, grade, found in view.evidence(entry):
            self._put(f"{role}, {grade}:", indent)
            shown = _unlike(view, found)
            for e in shown[:_SHOWN]:
                who = f"{view.teller(e)}: " if view.teller(e) else ""
                self._put(f"{who}{self._quoted(e.passage)}", indent + 2, indent + 4)
            if len(found) > min(len(shown), _SHOWN):
                self._put(
                    f"{len(found) - min(len(shown), _SHOWN)} more in the HTML page and JSON.", indent + 2
                )

    def _articles(self) -> None:
        self._heading(labels.ARTICLES)
        for sheet in self.view.view.sheets:
            self._put(f"{sheet.number:>3} {sheet.name}, {sheet.published}: {sheet.title}", 0, 4)
        if self.view.ledger.failures:
            self._heading(labels.LIMITS)
            for failure, _ in self.view.view.failures():
                self._put(f"{failure.location}: {failure.reason}", 2, 4)

    # ------------------------------------------------------------ a digest

    def changes(self, told: Developments) -> str:
        view = self.view
        self.lines.append(self._style(view.title, "1"))
        self._put(f"{words.CHANGES}: {_lower(view.between(told.first))}")
        if not told.changes:
            self.lines += ["", words.NO_CHANGES]
        for entry, change in told.changes:
            self.lines.append("")
            before = f"{change.before} → " if change.before else ""
            self._put(
                f"{labels.day(change.day)}  {before}{change.after}: {view.what(entry.commitment)}", 0, 2
            )
            self._put(view.why(change), 2)
            for e in _unlike(view, change.evidence)[:_SHOWN]:
                who = f"{view.teller(e)}: " if view.teller(e) else ""
                self._put(f"{e.grade}: {who}{self._quoted(e.passage)}", 2, 4)
        if told.fresh:
            self._heading(words.FRESH)
            for entry, found in told.fresh:
                self._put(f"{view.what(entry.commitment)} ({entry.state}): {view.tally(entry, found)}", 2, 4)
        if told.coming:
            self._heading(words.COMING)
            for entry in told.coming:
                self._put(f"{_due(entry)}: {view.what(entry.commitment)} ({entry.state})", 2, 4)
        return self._done()


class _Markdown:
    def __init__(self, view: LedgerView) -> None:
        self.view = view
        self.lines: list[str] = []

    def ledger(self) -> str:
        view = self.view
        self.lines += [
            f"# {escape(view.title)}",
            "",
            f"{words.LEDGER} on {labels.day(view.ledger.day)} · {view.summary}",
            "",
            words.HINT,
        ]
        for phase, entries in view.phases():
            self.lines += [
                "",
                f"## {escape(phase)}",
                "",
                "| State | Commitment | Due | Since |",
                "|---|---|---|---|",
            ]
            for entry in entries:
                due = labels.day(entry.commitment.due) if entry.commitment.due else ""
                self.lines.append(
                    f"| **{entry.state}** | {escape(view.what(entry.commitment))} | {due} | "
                    f"{view.since(entry).removeprefix('since ')} |"
                )
            for entry in entries:
                self._entry(entry)
        if view.preconditions():
            self.lines += ["", f"## {words.WAITS}", ""]
            for entry, awaited in view.preconditions():
                for on, said in awaited:
                    cited = " ".join(dict.fromkeys(self._cited(p.passage) for p in said if p.passage))
                    what, place = escape(view.what(entry.commitment)), cited or f"({words.STATED})"
                    self.lines.append(f"- {what} *waits for* {escape(on)} {place}")
        if view.positions():
            self.lines += ["", f"## {words.POSITIONS}"]
            for entry, by in view.positions():
                self.lines += ["", f"**{escape(view.what(entry.commitment))}**", ""]
                for who, positions in by:
                    self.lines += [
                        f"- {escape(who)} {words.STANCE[p.stance]}: {self._quoted(p.passage)}"
                        for p in positions[:_SHOWN]
                    ]
        if view.ledger.violations:
            self.lines += ["", f"## {words.VIOLATIONS}", "", words.VIOLATIONS_HINT, ""]
            for v in view.ledger.violations:
                when = labels.day(v.day) if v.day else labels.DATE_UNKNOWN
                party = escape(one_line(v.party) or words.NOBODY_NAMED)
                self.lines.append(
                    f"- {when}, {party}, {v.evidence.grade}: {self._quoted(v.evidence.passage)}"
                )
        self.lines += ["", f"## {labels.ARTICLES}", ""]
        self.lines += [
            f"{s.number}. {escape(s.name)}, {s.published}: {escape(s.title)}" for s in view.view.sheets
        ]
        if view.ledger.failures:
            self.lines += ["", f"## {labels.LIMITS}", ""]
            self.lines += [f"- {escape(f.location)}: {escape(f.reason)}" for f in view.ledger.failures]
        return "\n".join(self.lines) + "\n"

    def changes(self, told: Developments) -> str:
        view = self.view
        self.lines += [f"# {escape(view.title)}: {_lower(words.CHANGES)}", "", view.between(told.first)]
        if not told.changes:
            self.lines += ["", words.NO_CHANGES]
        for entry, change in told.changes:
            before = f"{change.before} → " if change.before else ""
            self.lines += [
                "",
                f"## {labels.day(change.day)}: {before}**{change.after}**, "
                f"{escape(view.what(entry.commitment))}",
                "",
                escape(view.why(change)),
                "",
            ]
            for e in _unlike(view, change.evidence)[:_SHOWN]:
                who = f"{escape(view.teller(e))}: " if view.teller(e) else ""
                self.lines.append(f"- {e.grade}: {who}{self._quoted(e.passage)}")
        if told.fresh:
            self.lines += ["", f"## {words.FRESH}", ""]
            self.lines += [
                f"- {escape(view.what(entry.commitment))} ({entry.state}): {view.tally(entry, found)}"
                for entry, found in told.fresh
            ]
        if told.coming:
            self.lines += ["", f"## {words.COMING}", ""]
            self.lines += [
                f"- {_due(entry)}: {escape(view.what(entry.commitment))} ({entry.state})"
                for entry in told.coming
            ]
        return "\n".join(self.lines) + "\n"

    def _entry(self, entry: Entry) -> None:
        view = self.view
        self.lines += ["", f"### {escape(view.what(entry.commitment))}", ""]
        if entry.override and entry.override.state:
            self.lines.append(
                f"- {escape(entry.override.who)}, {labels.day(entry.override.when)}: "
                f"{escape(entry.override.why)} "
                f"*{view.proposal(entry)}.*"
            )
        for change in entry.history:
            before = f"{change.before} → " if change.before else ""
            self.lines.append(
                f"- {labels.day(change.day)}: {before}**{change.after}**. {escape(view.why(change))}"
            )
        for role, grade, found in view.evidence(entry):
            self.lines += ["", f"*{role}, {grade}*", ""]
            shown = _unlike(view, found)
            for e in shown[:_SHOWN]:
                who = f"{escape(view.teller(e))}: " if view.teller(e) else ""
                self.lines.append(f"- {who}{self._quoted(e.passage)}")
            left = len(found) - min(len(shown), _SHOWN)
            if left:
                self.lines.append(f"- {left} more in the HTML page and JSON.")

    def _cited(self, passage: Passage) -> str:
        sheet = self.view.view.sheet(passage.article)
        return f"\\[{sheet.number} {escape(sheet.name)} {sheet.place(passage)}\\]"

    def _quoted(self, passage: Passage) -> str:
        return f"{escape(_cut(self.view.view.statement(passage)))} {self._cited(passage)}"


def _cut(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:–—") + " …"


def _unlike(view: LedgerView, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The passages that print other words than those before: copies need no second line."""
    return tuple({view.view.line(e.passage): e for e in reversed(tuple(evidence))}.values())[::-1]


def _due(entry: Entry) -> str:
    assert entry.commitment.due is not None
    return labels.day(entry.commitment.due)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
