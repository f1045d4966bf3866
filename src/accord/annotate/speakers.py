"""Whom the words that name a source mean."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Doc, Token

from accord.annotate.references import PRONOUNS
from accord.names import fold, given_gender
from accord.records import (
    Article,
    Entity,
    EntityId,
    EntityKind,
    Mention,
    Passage,
    Quotation,
)
from accord.text import plain
from accord.titles import answers, is_role, read_title
from accord.titles import gender as title_gender
from accord.titles import words as role_words

_NAMING = frozenset({"appos", "compound", "flat", "nmod", "amod", "poss", "conj"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_GOING_ON = frozenset({"add", "continue", "go"})
_PUTS_OUT = frozenset("issue publish post put release say send share state tweet write read".split())
_BETWEEN = frozenset({"PROPN", "NOUN", "ADJ", "CCONJ", "PUNCT", "DET", "SPACE"})
_NEAR = 600  # characters: a paragraph or two
_LONGEST = 14  # words of a description; what follows is a clause about the source
_CUT = re.compile(r"\s*[,;(—–]|\s+(?:who|whom|whose|which|that)\b")


def resolve_speakers(
    article: Article,
    doc: Doc,
    quotations: Sequence[Quotation],
    entities: Sequence[Entity],
    mentions: Sequence[Mention],
) -> tuple[tuple[Quotation, ...], tuple[Entity, ...], tuple[Mention, ...]]:
    """The quotations with their speakers, and the entities and mentions with those of unnamed sources.

    A source without a name ("a U.S. official", "people familiar with the talks", "both
    leaders") becomes an entity with ``named=False`` under its description as printed, never
    a guess at a name. "The official" takes up the last such official. A statement or
    letter speaks for whoever made it. A quotation keeps ``speaker=None`` where no source is
    given, or the source is a pronoun that could not be resolved.
    """
    contents = [passage for quotation in quotations for passage in quotation.content]
    resolver = _Resolver(article, doc, entities, mentions, contents)
    done = tuple(replace(q, speaker=resolver.speaker(q)) if q.source else q for q in quotations)
    order = sorted(resolver.mentions, key=lambda m: (m.passage.start, -m.passage.end))
    return done, tuple(resolver.entities.values()), tuple(order)


class _Resolver:
    def __init__(
        self,
        article: Article,
        doc: Doc,
        entities: Sequence[Entity],
        mentions: Sequence[Mention],
        contents: Sequence[Passage],
    ) -> None:
        self.article, self.doc = article, doc
        self.pronouns: dict[EntityId, set[str]] = {}  # the genders of the pronouns that mean them
        for mention in mentions:
            if mention.form == "pronoun":
                gender = PRONOUNS[mention.passage.of(article.text).lower()]
                self.pronouns.setdefault(mention.entity, set()).add(gender)
        self.entities: dict[EntityId, Entity] = {e.id: e for e in entities}
        self.mentions = list(mentions)
        self.starts = [token.idx for token in doc]
        self.at: dict[int, list[Mention]] = {}  # token -> the mentions it is in, widest first
        for mention in sorted(mentions, key=lambda m: m.passage.start - m.passage.end):
            for i in range(*self._tokens(mention.passage)):
                self.at.setdefault(i, []).append(mention)
        self.known: dict[tuple[int, int], EntityId | None] = {}
        self.said: list[tuple[int, EntityId]] = []  # unnamed sources, where they stand
        self.spoke: list[tuple[int, EntityId]] = []  # all speakers so far
        self.goes_on = False  # the cue is "added", "continued"
        self.sorted = sorted(mentions, key=lambda m: m.passage.start)
        self.places = [mention.passage.start for mention in self.sorted]
        self.first: dict[EntityId, int] = {}  # where an entity is first mentioned
        for mention in self.sorted:
            self.first.setdefault(mention.entity, mention.passage.start)
        self.spoken = [False] * (len(doc) + 1)  # tokens inside some quotation
        for content in contents:
            first, last = self._tokens(content)
            self.spoken[first:last] = [True] * (last - first)

    def _tokens(self, passage: Passage) -> tuple[int, int]:
        first = max(0, bisect_right(self.starts, passage.start) - 1)
        token = self.doc[first] if first < len(self.doc) else None
        if token is not None and token.idx + len(token.text) <= passage.start:
            first += 1
        return first, bisect_left(self.starts, passage.end)

    def speaker(self, quotation: Quotation) -> EntityId | None:
        """The entity of the source; a new one where the words are a description."""
        spans = [s for s in map(self._tokens, quotation.source) if s[0] < s[1]]
        if not spans:
            return None
        first, last = spans[0]
        for span in spans[1:]:  # the piece with a name says more than "he"
            if any(m.form == "name" for i in range(*span) for m in self.at.get(i, ())):
                if not any(m.form == "name" for i in range(first, last) for m in self.at.get(i, ())):
                    first, last = span
        if (first, last) not in self.known:
            self.goes_on = any(
                self.doc[i].lemma_.lower() in _GOING_ON
                for cue in quotation.cue
                for i in range(*self._tokens(cue))
            )
            found = self.known[first, last] = self._resolve(first, last)
            if found is not None:
                self.spoke.append((self.doc[first].idx, found))
        return self.known[first, last]

    # ------------------------------------------------------------

    def _resolve(self, first: int, last: int) -> EntityId | None:
        tokens = [t for t in self.doc[first:last] if not t.is_space and not t.is_punct]
        if not tokens:
            return None
        inside = range(first, last)
        root = _root(tokens, inside)
        if root.lower_ in _RELATIVE or (len(tokens) == 1 and root.tag_ in ("WP", "WDT")):
            return self._antecedent(root)
        together = self._together(inside)
        if together is not None:
            return self._unnamed(first, last, root, plural=True, description=together)
        if self._joined(root, inside):
            return self._unnamed(first, last, root, plural=True)
        if self._some(root, inside):
            return self._described(first, last, root)
        found = self._named(root, inside)
        if found is not None:
            return self._nearer(root, found) if root.pos_ == "PRON" else found
        if root.pos_ == "PRON":
            return self._pronoun(root)
        if root.lower_ in role_words().documents or root.lemma_.lower() in role_words().documents:
            maker = self._maker(root, inside) or self._same_document(root)
            if maker is not None:
                return maker
        if root.pos_ == "PROPN" and root.text[:1].isupper() and not is_role(root.lower_):
            return self._new_name(root, inside)
        return self._only_person(root, inside) or self._aside(first) or self._described(first, last, root)

    def _only_person(self, root: Token, inside: range) -> EntityId | None:
        """The one person named in a source whose head says no person: "a statement, Lowe's aide Ben Tarn"."""
        lemma = root.lemma_.lower()
        if (
            is_role(lemma)
            or lemma in role_words().unnamed
            or lemma in role_words().bodies
            or root.tag_ == "NNS"
        ):
            return None
        found = {
            m.entity
            for i in inside
            for m in self.at.get(i, ())
            if m.form == "name"
            and self.entities[m.entity].kind == "person"
            and self._tokens(m.passage)[1] in (*inside, inside.stop)
            and (
                self._tokens(m.passage)[1] >= len(self.doc)
                or self.doc[self._tokens(m.passage)[1]].tag_ != "POS"
            )
        }
        return found.pop() if len(found) == 1 else None

    def _aside(self, first: int) -> EntityId | None:
        """The name that a description follows and describes: "Lowe, 31, a former aide"."""
        if self.doc[first].lower_ not in ("a", "an", "former"):
            return None
        i, comma = first - 1, False
        while i > 0 and (self.doc[i].is_punct or self.doc[i].like_num) and first - i < 5:
            comma = comma or self.doc[i].text == ","
            i -= 1
        for mention in self.at.get(i, ()) if comma else ():
            if mention.form == "name" and self.entities[mention.entity].kind == "person":
                return mention.entity
        return None

    def _mention(self, i: int, inside: range) -> Mention | None:
        """The widest mention at the token that does not reach out of the source."""
        for mention in self.at.get(i, ()):
            first, last = self._tokens(mention.passage)
            if first >= inside.start - 1 and last <= inside.stop + 1:
                return mention
        return None

    def _named(self, root: Token, inside: range) -> EntityId | None:
        mention = self._mention(root.i, inside)
        if mention is not None:
            entity = self.entities[mention.entity]
            first, last = self._tokens(mention.passage)
            # "Israel" in "Israel officials" and "U.S." in "the U.S. official" are not the source.
            if any(
                self.doc[i].head.i not in range(first, last) or self.doc[i].i == root.i
                for i in range(first, last)
            ):
                if not (
                    entity.kind in ("place", "group") and is_role(root.lower_) and root.tag_ in ("NN", "NNS")
                ):
                    return entity.id
        for child in root.children:
            if child.i in inside and child.dep_ in ("appos", "flat", "compound", "nmod"):
                mention = self._mention(child.i, inside)
                if mention and mention.form == "name" and self.entities[mention.entity].kind == "person":
                    top = child.dep_ == "appos" or (is_role(root.lower_) and child.i > root.i)
                    if top:
                        return mention.entity
        # A title that the parser took for the head: "spokesman Ada Lowe".
        after = root.i + 1
        if is_role(root.lower_) and after in inside:
            mention = self._mention(after, inside)
            if mention and mention.form == "name" and self.entities[mention.entity].kind == "person":
                return mention.entity
        return None

    def _some(self, root: Token, inside: range) -> bool:
        """Whether the source is a part of the group that its last word names: "three Senate Democrats"."""
        mention = self._mention(root.i, inside)
        entity = self.entities[mention.entity] if mention else None
        if (
            mention is None
            or entity is None
            or entity.kind not in ("group", "organisation")
            or mention.form != "name"
        ):
            return False
        words = [self.doc[i] for i in range(inside.start, min(root.i, inside.stop))]
        if entity.kind == "organisation":
            return any(t.pos_ == "NUM" or t.lower_ in _DETERMINERS - {"a", "an", "the"} for t in words)
        return any(t.is_alpha and t.lower_ not in ("the", "and") for t in words)

    def _nearer(self, pronoun: Token, found: EntityId) -> EntityId:
        """Who spoke last, with whom "he added" goes on if nobody was named since outside their words."""
        if not self.spoke:
            return found
        place, last = self.spoke[-1]
        entity = self.entities[last]
        if last == found or entity.kind != "person" or not 0 < pronoun.idx - place < _NEAR:
            return found
        genders = {g for t in map(read_title, entity.titles) if t for g in [title_gender(t)] if g}
        genders |= {g for g in [given_gender(entity.name) if entity.named else None] if g}
        genders |= self.pronouns.get(last, set())
        if genders and PRONOUNS.get(pronoun.lower_) not in genders:
            return found
        first, to = bisect_right(self.places, place), bisect_left(self.places, pronoun.idx)
        since = any(
            mention.entity == found
            and mention.form != "pronoun"
            and not self.spoken[self._tokens(mention.passage)[0]]
            for mention in self.sorted[first:to]
        )
        return found if since else last

    def _together(self, inside: range) -> str | None:
        """The names of several: "Speaker Ada Lowe and Senator Ben Tarn"; None for one source."""
        names: list[tuple[int, int, EntityId]] = []
        for i in inside:
            for mention in self.at.get(i, ()):
                first, last = self._tokens(mention.passage)
                if mention.form == "name" and first == i and self.entities[mention.entity].kind == "person":
                    names.append((first, last, mention.entity))
        if not 2 <= len(names) <= 4 or len({n[2] for n in names}) < len(names):
            return None
        joined = False
        for (_, end, _), (start, _, _) in pairwise(names):
            between = [self.doc[i] for i in range(end, start)]
            joined = joined or any(t.lower_ in ("and", "&") for t in between)
            if any((t.pos_ not in _BETWEEN and t.lower_ != "of") or t.tag_ == "POS" for t in between):
                return None
        return " and ".join(self.entities[n[2]].name for n in names) if joined else None

    def _joined(self, root: Token, inside: range) -> bool:
        """Whether others stand beside the head: "Lowe and the ministers"."""
        partners = [
            c
            for c in root.children
            if c.dep_ == "conj" and c.i in inside and c.pos_ in ("PROPN", "NOUN", "PRON")
        ]
        if not partners:
            return False
        own = self._mention(root.i, inside)
        for partner in partners:
            other = self._mention(partner.i, inside)
            if own and other and own.entity != other.entity:
                # "chairman and founder Ada Lowe" is one person, "Lowe and the minister" are two
                return True
            if own and self.entities[own.entity].kind == "person" and partner.pos_ == "NOUN" and not other:
                return True
        return False

    def _pronoun(self, root: Token) -> EntityId | None:
        if root.lower_ in ("they", "it"):
            for place, entity in reversed(self.said):
                if place < root.idx and root.idx - place < 600:
                    kind = self.entities[entity].kind
                    if (root.lower_ == "they") == (kind == "group"):
                        return entity
        if root.lower_ in ("he", "she", "they", "it", "i", "we", "you", "him", "her"):
            return None
        inside = range(root.left_edge.i, root.right_edge.i + 1)
        return self._described(inside.start, inside.stop, root)

    def _antecedent(self, root: Token) -> EntityId | None:
        """Whom "who" takes up: the noun its clause hangs on."""
        verb = root.head
        for _ in range(3):
            if verb.dep_ in ("relcl", "acl"):
                noun = verb.head
                inside = range(noun.left_edge.i, root.i)
                found = self._named(noun, inside)
                if found is not None:
                    return found
                end = max(noun.i + 1, min(root.i, noun.right_edge.i + 1))
                if noun.pos_ != "NOUN":
                    return None
                return self._aside(noun.left_edge.i) or self._described(noun.left_edge.i, end, noun)
            verb = verb.head
        return None

    def _same_document(self, root: Token) -> EntityId | None:
        """Whoever put out before what "the statement" takes up."""
        definite = any(t.lower_ in ("the", "that", "this") for t in root.children)
        if not definite:
            return None
        if self.goes_on and self.spoke and root.idx - self.spoke[-1][0] < 2 * _NEAR:
            return self.spoke[-1][1]
        for i in range(root.i - 1, max(-1, root.i - 250), -1):
            token = self.doc[i]
            if token.lemma_.lower() == root.lemma_.lower() and token.pos_ == "NOUN":
                return self._maker(token, range(token.left_edge.i, token.right_edge.i + 1))
        return None

    def _maker(self, root: Token, inside: range) -> EntityId | None:
        """Whose statement: "a statement from the ministry", "Lowe's letter"."""
        for child in root.children:
            if child.dep_ == "poss" and child.i in inside:
                whose = self._named(child, inside)
                if whose is None and child.pos_ in ("NOUN", "PROPN"):
                    return self._described(child.left_edge.i, child.i + 1, child)
                return whose
        for child in root.children:
            if child.i in inside and child.lower_ in ("from", "by", "of"):
                for grandchild in child.children:
                    found = self._named(grandchild, inside)
                    if found is not None:
                        return found
        # "Lowe released a statement calling", "Lowe said in a statement".
        verb = root.head.head if root.dep_ == "pobj" and root.head.lower_ in ("in", "with") else root.head
        if verb.pos_ == "VERB" and root.dep_ in ("dobj", "pobj") and verb.lemma_.lower() in _PUTS_OUT:
            for child in verb.children:
                if child.dep_ == "nsubj":
                    return self._named(child, range(child.left_edge.i, child.right_edge.i + 1))
        return None

    def _new_name(self, root: Token, inside: range) -> EntityId:
        """A name that the entities lack."""
        first = last = root.i
        while (
            first - 1 in inside
            and self.doc[first - 1].pos_ == "PROPN"
            and not is_role(self.doc[first - 1].lower_)
        ):
            first -= 1
        while last + 1 in inside and self.doc[last + 1].pos_ == "PROPN":
            last += 1
        for i in range(first, last + 1):
            for mention in self.at.get(i, ()):
                if mention.form == "name" and self.entities[mention.entity].kind == "person":
                    return mention.entity
        passage = Passage(self.article.id, self.doc[first].idx, self.doc[last].idx + len(self.doc[last].text))
        name = " ".join(passage.of(self.article.text).split())
        for entity in self.entities.values():
            if entity.named and fold(name) in map(fold, (entity.name, *entity.aliases)):
                return self._add(entity, passage, (first, last + 1), form_name=True)
        kind: EntityKind = "organisation" if self.doc[last].lower_ in role_words().bodies else "person"
        return self._add(Entity(self._id(), kind, name, True), passage, (first, last + 1), form_name=True)

    def _described(self, first: int, last: int, root: Token) -> EntityId | None:
        plural = root.tag_ in ("NNS", "NNPS", "VBZ") or root.lower_ in (
            "both",
            "many",
            "some",
            "several",
            "others",
            "people",
        )
        return self._unnamed(first, last, root, plural=plural)

    def _unnamed(
        self, first: int, last: int, root: Token, *, plural: bool, description: str = ""
    ) -> EntityId | None:
        start, end = self.doc[first].idx, self.doc[last - 1].idx + len(self.doc[last - 1].text)
        words = self.article.text[start:end]
        head_end = max(root.idx + len(root.text) - start, 0)
        cut = None if plural and self._joined(root, range(first, last)) else _CUT.search(words, head_end)
        words = words[: cut.start()] if cut else words
        pieces = words.split()
        if len(pieces) > _LONGEST:
            words = words[: words.find(pieces[_LONGEST - 1]) + len(pieces[_LONGEST - 1])]
        lead = len(words) - len(words.lstrip(" \t\n,.;:—–-\"“'"))
        start, words = start + lead, words.strip(" \t\n,.;:—–-\"“'")
        description = description or " ".join(words.split())
        if not description:
            return None
        opening = description.split()[0]
        if opening.lower() in _DETERMINERS:
            description = opening.lower() + description[len(opening) :]
        passage = Passage(self.article.id, start, start + len(words))
        earlier = self._earlier(description, root, start, plural)
        if earlier is not None:
            return self._add(self.entities[earlier], passage, (first, last))
        kind: EntityKind = "group" if plural else "person"
        lemma = root.lemma_.lower()
        if not plural and not is_role(lemma) and lemma not in role_words().unnamed:
            kind = "organisation"
        title = read_title(description) if kind == "person" else None
        entity = Entity(self._id(), kind, description, False, (str(title),) if title else ())
        return self._add(entity, passage, (first, last))

    def _earlier(self, description: str, root: Token, start: int, plural: bool) -> EntityId | None:
        """The unnamed source that the words take up; indefinite singulars are new each time."""
        definite = plain(description).lower().startswith(("the ", "this ", "that ", "these ", "those "))
        same = [e for place, e in self.said if self.entities[e].name == description]
        if same and (definite or plural or not description.startswith(("a ", "an ", "another ", "one "))):
            return same[-1]
        if not definite:
            return None
        for _, entity_id in reversed(self.said):
            head = _head_word(self.entities[entity_id].name)
            if (
                head in (root.lower_, root.lemma_.lower())
                and (self.entities[entity_id].kind == "group") == plural
            ):
                return entity_id
        aged = description.endswith("-year-old")
        if not plural and (self.goes_on or aged) and self.spoke and start - self.spoke[-1][0] < 2 * _NEAR:
            if self.entities[self.spoke[-1][1]].kind == "person":
                return self.spoke[-1][1]
        title = read_title(description)
        if title is not None and not plural:
            fits = [
                (answers(title, filter(None, map(read_title, e.titles))), e.id)
                for e in self.entities.values()
                if e.named and e.kind == "person" and e.titles and self.first.get(e.id, start) < start
            ]
            fits = [f for f in fits if f[0] >= 0.9]
            if len(fits) == 1:
                return fits[0][1]
        return None

    def _id(self) -> EntityId:
        return EntityId(f"e{len(self.entities) + 1}")

    def _add(
        self, entity: Entity, passage: Passage, tokens: tuple[int, int], *, form_name: bool = False
    ) -> EntityId:
        self.entities[entity.id] = entity
        mention = Mention(passage, entity.id, "name" if form_name else "nominal")
        self.mentions.append(mention)
        for i in range(*tokens):
            self.at.setdefault(i, []).append(mention)
        if not form_name:
            self.said.append((passage.start, entity.id))
        return entity.id


_DETERMINERS = frozenset(
    "a an the one two three several some many few both another other others this these those all most".split()
)


def _root(tokens: Iterable[Token], inside: range) -> Token:
    """The word on which the source hangs in its sentence."""
    tokens = list(tokens)
    tokens = [t for t in tokens if t.ent_type_ not in ("DATE", "TIME")] or tokens
    outer = [t for t in tokens if t.head.i not in inside or t.head.i == t.i]
    nominal = [t for t in outer if t.pos_ in ("NOUN", "PROPN", "PRON") and not t.lower_.endswith("self")]
    if nominal:
        subjects = [t for t in nominal if t.dep_ in ("nsubj", "nsubjpass")]
        subjects = subjects or [t for t in nominal if t.dep_ in ("agent", "pobj", "poss")]
        return (subjects or nominal)[0]
    # "Many of her colleagues", and "aides to Lowe" where the parser sees a verb.
    if outer and any(child.dep_ == "prep" and child.i in inside for child in outer[0].children):
        return outer[0]
    nouns = [t for t in tokens if t.pos_ in ("NOUN", "PROPN", "PRON") and not _is_title(t)]
    return nouns[0] if nouns else (outer or tokens)[0]


def _is_title(token: Token) -> bool:
    return is_role(token.lower_) or token.lower_ in role_words().honorifics


def _head_word(description: str) -> str:
    """The noun of a description: "official" in "a U.S. official in the talks"."""
    head = re.split(r"\s(?:of|for|in|with|from|at|who|close|familiar|on|to)\s", description.lower())[0]
    return head.split()[-1] if head.split() else ""
