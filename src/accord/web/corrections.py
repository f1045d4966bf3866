"""What readers put right: the forms for it, the list of it, and how it is undone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accord.corrections import CorrectionError, anchor_of
from accord.dossier.sheets import one_line
from accord.dossier.view import View
from accord.errors import NotStored, StoreError
from accord.records import Account, ArticleId, Dossier, Fact, Passage, StoryId, Utterance
from accord.store.rows import Correction, StoryPage
from accord.web import texts
from accord.web.forms import checked_form, story_named, text_of, token_of
from accord.web.pages import address, key_of, page, render
from accord.web.stories import LivePage, told_articles

if TYPE_CHECKING:
    from accord.web.app import Desk

_PATIENCE_S: Final = 10.0  # how long a form waits for the story to be told anew
_OTHERS: Final = 60  # stories offered to merge with
_PLACE: Final = re.compile(r"(\d{1,9})-(\d{1,9})@(.+)", re.S)


# ---------------------------------------------------------------- shown


@dataclass(frozen=True, slots=True)
class Shown:
    """A correction in words: what the machine had, and what it is now."""

    correction: Correction
    had: tuple[str, ...]
    now: tuple[str, ...]


def shown(correction: Correction) -> Shown:
    subject = correction.subject
    had = tuple(str(h) for h in subject.get("had", ()))
    words = tuple(str(a.get("words", "")) for a in subject.get("anchors", ()))
    match correction.kind:
        case "set speaker":
            return Shown(correction, (*words, *had), (str(subject["name"]),))
        case "set name":
            return Shown(correction, (str(subject["name"]),), (str(subject["to"]),))
        case "set outlet":
            return Shown(correction, had, (str(subject["name"]),))
        case "join utterances" | "join facts":
            return Shown(correction, words, (texts.AS_ONE,))
        case "part utterance" | "part fact":
            return Shown(correction, had or words, (texts.APART, *words))
        case _:
            return Shown(correction, had, tuple(str(n) for n in subject.get("now", ())))


def of_story(corrections: Sequence[Correction], found: StoryPage) -> tuple[Shown, ...]:
    """Those that hold and concern the story: its own, and of those that hold everywhere what it shows."""
    ids = {row.id for row in found.rows}
    names = {_folded(p.name) for p in found.account.cast.persons} if found.account else set()

    def concerns(one: Correction) -> bool:
        if one.undone is not None:
            return False
        if one.story is not None:
            return True
        if one.kind == "set outlet":
            return one.subject.get("article") in ids
        return bool({_folded(str(one.subject.get(k, ""))) for k in ("name", "to")} & names)

    return tuple(shown(c) for c in corrections if concerns(c))


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def corrections(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    content = render(
        "corrections.html.j2",
        corrections=[shown(c) for c in reversed(desk.library.store.corrections())],
        token=token_of(request),
    )
    return page(request, content, title=texts.CORRECTIONS, here="corrections")


# ---------------------------------------------------------------- the form of a story


def place_of(passage: Passage) -> str:
    """A passage as a form names it."""
    return f"{passage.start}-{passage.end}@{passage.article}"


def form(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    return _form(request, desk, StoryId(request.path_params["id"]))


def _form(request: Request, desk: Desk, id: StoryId, wrong: str = "", given: Any = None) -> Response:
    store = desk.library.store
    found = store.story_page(id)
    if found.row.id != id:
        return RedirectResponse(address("story", found.row.id) + "/correct", 303)
    account = found.account
    articles = told_articles(found) if account else None
    others = [row for row in store.stories(limit=_OTHERS + 1) if row.id != id][:_OTHERS]
    content = render(
        "correct.html.j2",
        story=found,
        account=account if articles else None,
        page=LivePage(View(Dossier(articles, (account,)))) if account and articles else None,
        place_of=place_of,
        others=others,
        token=token_of(request),
        wrong=wrong,
        who=given.get("who", "") if given else "",
        why=given.get("why", "") if given else "",
    )
    title = f"{texts.CORRECT_TITLE}: {one_line(found.row.title)}"
    return page(
        request, content, title=title, here="corrections", style="story.css", status=400 if wrong else 200
    )


async def correct(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    sent = await checked_form(request)
    return await run_in_threadpool(_correct, request, desk, sent)


def _correct(request: Request, desk: Desk, sent: FormData) -> Response:
    id = StoryId(request.path_params["id"])
    store = desk.library.store
    found = store.story_page(id)
    id = found.row.id
    made: list[Correction] = []
    try:
        for correction in _Asked(desk, found, sent).corrections():
            made.append(desk.library.correct(correction))
    except (CorrectionError, NotStored) as exc:
        return _form(request, desk, id, str(exc), sent)
    if not made:
        raise HTTPException(400)
    last = made[-1].subject
    touched = {store.became(id), *(StoryId(s) for s in (last.get("became"), last.get("story")) if s)}
    _tell(desk, touched)
    there = last.get("became") if made[-1].kind == "split story" else store.became(id)
    if not store.story_rows([StoryId(str(there))])[0].articles:  # all its articles were moved away
        there = last["story"]
    return RedirectResponse(address("story", str(there)) + "#corrected", 303)


def _tell(desk: Desk, stories: set[StoryId]) -> None:
    """Tell the stories anew, and wait a while for it."""
    wait([desk.workshop.tell(s) for s in stories], timeout=_PATIENCE_S)
    desk.kept.clear()


class _Asked:
    """What a form asks to be put right."""

    def __init__(self, desk: Desk, found: StoryPage, sent: FormData) -> None:
        self.desk, self.found, self.sent = desk, found, sent
        self.id = found.row.id
        self.who, self.why = text_of(sent, "who", 100), text_of(sent, "why", 1000)
        self.articles = {a.id: a for a in found.articles}

    def corrections(self) -> Iterator[Correction]:
        kind, _, number = text_of(self.sent, "kind").partition("/")
        if not self.who or not self.why:
            raise CorrectionError(texts.WHO_AND_WHY)
        match kind:
            case "merge stories":
                other = self._other()
                yield self._made(
                    kind,
                    {"stories": [self.id, other], "had": self._titles(self.id, other), "now": [texts.AS_ONE]},
                )
            case "split story":
                chosen = self._chosen_articles()
                named = [self._name(a) for a in chosen]
                yield self._made(
                    kind,
                    {
                        "story": self.id,
                        "articles": chosen,
                        "had": self._titles(self.id),
                        "now": [texts.APART, *named],
                    },
                )
            case "move article":
                chosen, other = self._chosen_articles(), self._other()
                for id in chosen:
                    had = [self._name(id), *self._titles(self.id)]
                    yield self._made(
                        kind, {"article": id, "story": other, "had": had, "now": self._titles(other)}
                    )
            case "count apart":
                chosen = self._chosen_articles()
                if len(chosen) < 2:
                    raise CorrectionError(texts.CHOOSE_TWO)
                had = [self._name(a) for a in chosen]
                yield self._made(kind, {"articles": chosen, "had": had, "now": [texts.INDEPENDENT]})
            case "join utterances" | "join facts":
                anchors = self._anchors("utterance" if kind == "join utterances" else "fact")
                if len(anchors) < 2:
                    raise CorrectionError(texts.CHOOSE_TWO)
                yield self._made(kind, {"anchors": anchors})
            case "part utterance" | "part fact":
                anchors = self._anchors(f"{kind.split()[1]}-{number}")
                yield self._made(kind, {"anchors": anchors, "had": self._whole(kind, anchors[0])})
            case "set speaker":
                name = self._given("speaker")
                for anchor in self._anchors("utterance"):
                    yield self._made(
                        kind, {"anchors": [anchor], "name": name, "had": [self._speaker(anchor)]}
                    )
            case "set name":
                yield self._made(
                    kind, {"name": self._given("name"), "to": self._given("to")}, everywhere=True
                )
            case _:
                raise CorrectionError(texts.CHOOSE_KIND)

    def _made(self, kind: Any, subject: dict[str, Any], *, everywhere: bool = False) -> Correction:
        return Correction(kind, self.who, self.why, subject, None if everywhere else self.id)

    def _given(self, name: str) -> str:
        given = text_of(self.sent, name, 200)
        if not given:
            raise CorrectionError(texts.FILL_IN)
        return given

    def _chosen_articles(self) -> list[ArticleId]:
        chosen = [ArticleId(a) for a in self.sent.getlist("article") if isinstance(a, str)]
        if not chosen or any(a not in self.articles for a in chosen):
            raise CorrectionError(texts.CHOOSE_ARTICLES)
        return chosen

    def _other(self) -> StoryId:
        """The other story, by its number or an address that ends with it."""
        row = story_named(self.desk.library.store, text_of(self.sent, "other", 300))
        if row is None:
            raise CorrectionError(texts.NO_SUCH_STORY)
        if row.id == self.id:
            raise CorrectionError(texts.SAME_STORY)
        return row.id

    def _titles(self, *stories: StoryId) -> list[str]:
        return [one_line(row.title) for row in self.desk.library.store.story_rows(stories)]

    def _name(self, id: ArticleId) -> str:
        article = self.articles[id]
        parts = (article.outlet.value if article.outlet else "", article.title or "")
        return one_line(", ".join(p for p in parts if p)) or id

    def _anchors(self, name: str) -> list[dict[str, Any]]:
        """The passages that were ticked, each with the words it holds."""
        anchors = []
        for given in self.sent.getlist(name):
            match = _PLACE.fullmatch(given) if isinstance(given, str) else None
            article = self.articles.get(ArticleId(match[3])) if match else None
            if match is None or article is None:
                raise CorrectionError(texts.NOT_THERE)
            passage = Passage(article.id, int(match[1]), int(match[2]))
            if not passage.start < passage.end <= len(article.text):
                raise CorrectionError(texts.NOT_THERE)
            anchors.append(anchor_of(passage, article.text))
        if not anchors:
            raise CorrectionError(texts.CHOOSE_SOME)
        return anchors

    def _holding(self, anchor: dict[str, Any]) -> Utterance | None:
        place = Passage(ArticleId(anchor["article"]), anchor["start"], anchor["end"])
        account = self.found.account
        return next(
            (
                u
                for u in (account.utterances if account else ())
                if any(p.touches(place) for r in u.renderings for p in r.passages)
            ),
            None,
        )

    def _speaker(self, anchor: dict[str, Any]) -> str:
        utterance = self._holding(anchor)
        from accord.dossier import labels

        return utterance.speaker.name if utterance and utterance.speaker else labels.SPEAKER_UNKNOWN

    def _whole(self, kind: str, anchor: dict[str, Any]) -> list[str]:
        """What the machine had taken to be one: the words of all its parts."""
        account = self.found.account
        if account is None:
            return []
        place = Passage(ArticleId(anchor["article"]), anchor["start"], anchor["end"])
        passages: tuple[Passage, ...] = ()
        if kind == "part utterance":
            utterance = self._holding(anchor)
            passages = tuple(r.passages[0] for r in utterance.renderings) if utterance else ()
        else:
            fact = _fact_at(account, place)
            passages = fact.evidence if fact else ()
        return list(dict.fromkeys(self._words(p) for p in passages))

    def _words(self, passage: Passage) -> str:
        article = self.articles.get(passage.article)
        return one_line(passage.of(article.text)) if article else ""


def _fact_at(account: Account, place: Passage) -> Fact | None:
    facts = (*account.facts, *account.alone)
    return next((f for f in facts if any(p.touches(place) for p in (f.statement, *f.evidence))), None)


# ---------------------------------------------------------------- an article's outlet; undoing


async def set_outlet(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    sent = await checked_form(request)
    return await run_in_threadpool(_set_outlet, desk, ArticleId(key_of(request)), sent)


def _set_outlet(desk: Desk, id: ArticleId, sent: FormData) -> Response:
    who, why, name = text_of(sent, "who", 100), text_of(sent, "why", 1000), text_of(sent, "outlet", 200)
    if not (who and why and name):
        raise HTTPException(400)
    row = desk.library.store.article_page(id).row
    subject = {"article": id, "name": name, "had": [row.outlet or texts.OUTLET_UNKNOWN]}
    desk.library.correct(Correction("set outlet", who, why, subject))
    if row.story:
        _tell(desk, {row.story})
    return RedirectResponse(address("article", id), 303)


async def undo(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    sent = await checked_form(request)
    return await run_in_threadpool(_undo, desk, request.path_params["number"], sent)


def _undo(desk: Desk, number: int, sent: FormData) -> Response:
    who, why = text_of(sent, "who", 100), text_of(sent, "why", 1000)
    if not who or not why:
        raise HTTPException(400)
    try:
        undone = desk.library.undo(number, who=who, why=why)
    except NotStored:
        raise
    except StoreError:  # it was undone before
        raise HTTPException(400) from None
    stories = {undone.story} | set(undone.subject.get("was", {}).values()) | {undone.subject.get("became")}
    alive = [r.id for r in desk.library.store.story_rows([StoryId(s) for s in stories if s]) if r.articles]
    _tell(desk, set(alive))
    return RedirectResponse(f"/corrections#c{number}", 303)
