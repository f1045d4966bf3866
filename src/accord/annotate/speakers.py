"""Whom the words that name a source mean."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from accord.names import fold
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
from accord.titles import words as role_words

_NAMING = frozenset({"appos", "compound", "flat", "nmod", "amod", "poss", "conj"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
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
    resolver = _Resolver(article, doc, entities, mentions)
    done = tuple(replace(q, speaker=resolver.speaker(q.source)) if q.source else q for q in quotations)
    order = sorted(resolver.mentions, key=lambda m: (m.passage.start, -m.passage.end))
    return done, tuple(resolver.entities.values()), tuple(order)


class _Resolver:
    def __init__(
        self, article: Article, doc: Doc, entities: Sequence[Entity], mentions: Sequence[Mention]
    ) -> None:
        self.article, self.doc = article, doc
        self.entities: dict[EntityId, Entity] = {e.id: e for e in entities}
        self.mentions = list(mentions)
        self.starts = [token.idx for token in doc]
        self.at: dict[int, list[Mention]] = {}  # token -> the mentions it is in, widest first
        for mention in sorted(mentions, key=lambda m: m.passage.start - m.passage.end):
            for i in range(*self._tokens(mention.passage)):
                self.at.setdefault(i, []).append(mention)
        self.known: dict[tuple[int, int], EntityId | None] = {}
        self.said: list[tuple[int, EntityId]] = []  # unnamed sources, where they stand
        self.order = [(m.passage.start, m.entity) for m in mentions]

    def _tokens(self, passage: Passage) -> tuple[int, int]:
        first = max(0, bisect_right(self.starts, passage.start) - 1)
        token = self.doc[first] if first < len(self.doc) else None
        if token is not None and token.idx + len(token.text) <= passage.start:
            first += 1
        return first, bisect_left(self.starts, passage.end)

    def speaker(self, source: Sequence[Passage]) -> EntityId | None:
        """The entity of a source; a new one where the words are a description."""
        spans = [s for s in map(self._tokens, source) if s[0] < s[1]]
        if not spans:
            return None
        first, last = spans[0]
        for span in spans[1:]:  # the piece with a name says more than "he"
            if any(m.form == "name" for i in range(*span) for m in self.at.get(i, ())):
                if not any(m.form == "name" for i in range(first, last) for m in self.at.get(i, ())):
                    first, last = span
        if (first, last) not in self.known:
            self.known[first, last] = self._resolve(first, last)
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
        if self._joined(root, inside):
            return self._unnamed(first, last, root, plural=True)
        found = self._named(root, inside)
        if found is not None:
            return found
        if root.pos_ == "PRON":
            return self._pronoun(root)
        if root.lower_ in role_words().documents or root.lemma_.lower() in role_words().documents:
            maker = self._maker(root, inside)
            if maker is not None:
                return maker
        if root.pos_ == "PROPN" and root.text[:1].isupper() and not is_role(root.lower_):
            return self._new_name(root, inside)
        return self._described(first, last, root)

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
                if not (entity.kind in ("place", "group") and is_role(root.lower_)):
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

    def _joined(self, root: Token, inside: range) -> bool:
        """ "Lowe and Tarn": several sources, one of them the head."""
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
                return self._described(noun.left_edge.i, end, noun) if noun.pos_ == "NOUN" else None
            verb = verb.head
        return None

    def _maker(self, root: Token, inside: range) -> EntityId | None:
        """Whose statement: "a statement from the ministry", "Lowe's letter"."""
        for child in root.children:
            if child.dep_ == "poss" and child.i in inside:
                return self._named(child, inside)
        for child in root.children:
            if child.i in inside and child.lower_ in ("from", "by", "of"):
                for grandchild in child.children:
                    found = self._named(grandchild, inside)
                    if found is not None:
                        return found
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
        passage = Passage(self.article.id, self.doc[first].idx, self.doc[last].idx + len(self.doc[last].text))
        name = " ".join(passage.of(self.article.text).split())
        for entity in self.entities.values():
            if entity.named and fold(name) in map(fold, (entity.name, *entity.aliases)):
                return self._add(entity, passage, (first, last + 1), form_name=True)
        kind: EntityKind = "organisation" if self.doc[last].lower_ in role_words().bodies else "person"
        return self._add(Entity(self._id(), kind, name, True), passage, (first, last + 1), form_name=True)

    def _described(self, first: int, last: int, root: Token) -> EntityId | None:
        plural = root.tag_ in ("NNS", "NNPS") or root.lower_ in (
            "both",
            "many",
            "some",
            "several",
            "others",
            "people",
        )
        return self._unnamed(first, last, root, plural=plural)

    def _unnamed(self, first: int, last: int, root: Token, *, plural: bool) -> EntityId | None:
        start, end = self.doc[first].idx, self.doc[last - 1].idx + len(self.doc[last - 1].text)
        words = self.article.text[start:end]
        head_end = max(root.idx + len(root.text) - start, 0)
        cut = None if plural and self._joined(root, range(first, last)) else _CUT.search(words, head_end)
        words = words[: cut.start()] if cut else words
        pieces = words.split()
        if len(pieces) > _LONGEST:
            words = re.match(r"(?:\S+\s+){%d}\S+" % (_LONGEST - 1), words.strip())[0]  # type: ignore[index]
        lead = len(words) - len(words.lstrip(" \t\n,.;:—–-\"“'"))
        start, words = start + lead, words.strip(" \t\n,.;:—–-\"“'")
        description = " ".join(words.split())
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
        title = read_title(description)
        if title is not None and not plural:
            seen = {entity for place, entity in self.order if place < start}
            fits = [
                (answers(title, filter(None, map(read_title, e.titles))), e.id)
                for e in self.entities.values()
                if e.named and e.kind == "person" and e.titles and e.id in seen
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
    outer = [t for t in tokens if t.head.i not in inside or t.head.i == t.i]
    nominal = [t for t in outer if t.pos_ in ("NOUN", "PROPN", "PRON")]
    if nominal:
        subjects = [t for t in nominal if t.dep_ in ("nsubj", "nsubjpass", "agent", "pobj", "poss")]
        return (subjects or nominal)[0]
    nouns = [t for t in tokens if t.pos_ in ("NOUN", "PROPN", "PRON")]
    return nouns[0] if nouns else (outer or tokens)[0]


def _head_word(description: str) -> str:
    """The noun of a description: "official" in "a U.S. official in the talks"."""
    head = re.split(r"\s(?:of|for|in|with|from|at|who|close|familiar|on|to)\s", description.lower())[0]
    return head.split()[-1] if head.split() else ""
