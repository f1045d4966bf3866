"""Whom the words that name a source mean."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Doc, Token

from accord.annotate.antecedents import FIRST_PERSON, PAIRS, it, pair, relative, they, within_quotation
from accord.annotate.makers import is_document, maker, same_document
from accord.annotate.references import PRONOUNS
from accord.annotate.sources import NEAR, Sources
from accord.names import compatible, person_name
from accord.records import Article, Entity, EntityId, Mention, Quotation
from accord.titles import is_role, read_title
from accord.titles import words as role_words

_RELATIVE = frozenset({"who", "which", "that", "whom"})
_GOING_ON = frozenset({"add", "continue", "go"})
_BETWEEN = frozenset({"PROPN", "NOUN", "ADJ", "CCONJ", "PUNCT", "DET", "SPACE"})
_ASKS = frozenset({"reporter", "moderator", "journalist", "interviewer", "questioner", "host"})
_SUCH_AS = frozenset({"including", "like", "such", "among"})


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
    a guess at a name. "The official" takes up the last such official. A statement, a poll
    or an advertisement speaks for whoever made it, if the article says who did. "Lowe and
    her aides" is Lowe; two named side by side are one entity with ``named=False``, "Ada Lowe
    and Ben Tarn", and "they" may take it up. "We" is whoever is quoted there, else the
    author: the byline where the article mentions that person, else an unnamed entity. A
    quotation keeps ``speaker=None`` where no source is given, or the source is a pronoun
    that could not be resolved.
    """
    resolver = _Resolver(article, doc, entities, mentions, quotations)
    done = tuple(
        replace(q, speaker=resolver.speaker(number)) if q.source else q for number, q in enumerate(quotations)
    )
    order = sorted(resolver.mentions, key=lambda m: (m.passage.start, -m.passage.end))
    return done, tuple(resolver.entities.values()), tuple(order)


class _Resolver(Sources):
    def __init__(
        self,
        article: Article,
        doc: Doc,
        entities: Sequence[Entity],
        mentions: Sequence[Mention],
        quotations: Sequence[Quotation],
    ) -> None:
        super().__init__(article, doc, entities, mentions, quotations)
        self.known: dict[tuple[int, int], EntityId | None] = {}
        self.author: EntityId | None = None

    def speaker(self, number: int) -> EntityId | None:
        """The entity of the quotation's source; a new one where the words are a description."""
        quotation = self.quotations[number]
        spans = [s for s in map(self.tokens, quotation.source) if s[0] < s[1]]
        if not spans:
            return None
        first, last = spans[0]
        for span in spans[1:]:  # the piece with a name says more than "he"
            if any(m.form == "name" for i in range(*span) for m in self.at.get(i, ())):
                if not any(m.form == "name" for i in range(first, last) for m in self.at.get(i, ())):
                    first, last = span
        if (first, last) not in self.known:
            self.known[first, last] = None  # should quotations stand in each other
            self.goes_on = any(
                self.doc[i].lemma_.lower() in _GOING_ON
                for cue in quotation.cue
                for i in range(*self.tokens(cue))
            )
            found = self.known[first, last] = self._resolve(first, last)
            if found is not None and not (last - first < 3 and self.doc[last - 1].lower_ in _RELATIVE):
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
            return relative(self, root)
        lets = tokens[0].lower_ in ("'s", "’s") and first and self.doc[first - 1].lower_ == "let"
        if (tokens[0].lower_ in FIRST_PERSON and len(tokens) < 3) or lets:
            return self._first_person(tokens[0])
        together = self._together(inside)
        if together is not None:
            return self.unnamed(first, last, root, plural=True, description=together)
        if self.joined(root, inside):
            return self._with_company(root, inside) or self.unnamed(first, last, root, plural=True)
        for partner in root.children:
            if partner.dep_ == "conj" and self.second_title(root, partner) and partner.pos_ == "PROPN":
                root = partner  # "former judge and mayor Ada Lowe"
                break
        if any(t.lower_ in PAIRS for t in tokens) or [t.lower_ for t in tokens[:2]] == ["the", "two"]:
            two = pair(self, root)
            if two is not None:
                return two
        if self.some(root, inside):
            return self.described(first, last, root)
        found = self.again(root, tokens) or self.named(root, inside)
        if found is not None:
            return self._nearer(root, found) if root.pos_ == "PRON" else found
        if root.pos_ == "PRON":
            return self._pronoun(root)
        if is_document(root):
            made = maker(self, root, inside) or same_document(self, root, inside)
            if made is not None:
                return made
        kin = self._kin(root)
        if kin is not None:
            return kin
        # "A super PAC" is no name.
        common = root.lower_.removesuffix("s") in role_words().bodies and any(
            t.text.islower() and t.i == root.i - 1 and t.tag_ in ("JJ", "NN") for t in tokens
        )
        if root.pos_ == "PROPN" and root.text[:1].isupper() and not is_role(root.lower_) and not common:
            return self.new_name(root, inside)
        if all(t.text.isupper() and len(t.text) > 2 for t in tokens) and root.tag_ != "NNS":
            return self.new_name(root, inside)
        return self.only_person(root, inside) or self.aside(first, root) or self.described(first, last, root)

    def _first_person(self, token: Token) -> EntityId | None:
        """Whoever speaks where "we" stands in somebody's words; else the author."""
        number = self.within[token.i]
        if number >= 0:
            return self.speaker(number)
        if self.author is None:
            byline = self.article.byline.value if self.article.byline else ""
            for entity in self.entities.values():
                if byline and entity.named and entity.kind == "person":
                    if compatible(person_name(byline), person_name(entity.name)):
                        self.author = entity.id
            if self.author is None:
                self.author = self.unnamed(token.i, token.i + 1, token, plural=False)
        return self.author

    def _kin(self, root: Token) -> EntityId | None:
        """The one person of whom the article says so: "his son" is Ben Lowe, "Lowe's son"."""
        lemma = root.lemma_.lower()
        if lemma not in role_words().kin or root.tag_ != "NN":
            return None
        if not any(c.dep_ == "poss" or c.tag_ == "PRP$" for c in root.children):
            return None
        found = [
            e.id
            for e in self.entities.values()
            if e.named
            and e.kind == "person"
            and any(t and t.role == lemma for t in map(read_title, e.titles))
        ]
        return found[0] if len(found) == 1 else None

    def _nearer(self, pronoun: Token, found: EntityId) -> EntityId:
        """Who spoke last, with whom "he added" goes on if nobody was named since outside their words."""
        if not self.spoke:
            return found
        place, last = self.spoke[-1]
        entity = self.entities[last]
        if not entity.named and entity.name.split()[-1] in _ASKS:
            return found
        if last == found or entity.kind != "person" or not 0 < pronoun.idx - place < NEAR:
            return found
        genders = self.stated_genders(entity) | self.pronouns.get(last, set())
        if genders and PRONOUNS.get(pronoun.lower_) not in genders:
            return found
        first, to = bisect_right(self.places, place), bisect_left(self.places, pronoun.idx)
        since = any(
            mention.entity == found
            and mention.form != "pronoun"
            and not self.spoken[self.tokens(mention.passage)[0]]
            for mention in self.sorted[first:to]
        )
        return found if since else last

    def _together(self, inside: range) -> str | None:
        """The names of several: "Speaker Ada Lowe and Senator Ben Tarn"; None for one source."""
        found: list[tuple[int, int, EntityId]] = []
        for i in inside:
            if found and i < found[-1][1]:
                continue
            for mention in self.at.get(i, ()):
                first, last = self.tokens(mention.passage)
                if first == i and last <= inside.stop and self.entities[mention.entity].kind == "person":
                    joins = i == inside.start or self.doc[i - 1].lower_ in ("and", "&")
                    definite = joins and self.doc[i].lower_ == "the"
                    if self.doc[i].tag_ == "PRP$" or (mention.form == "nominal" and not definite):
                        break  # "her" in "she and her husband"; "Lowe and Tarn, the leader"
                    found.append((first, last, mention.entity))
                    break
            else:
                kin = self._kin(self.doc[i]) if self.doc[i].lower_ in role_words().kin else None
                if kin is not None:
                    found.append((i, i + 1, kin))
        # "Assistant House Leader Lowe": what runs on into a name is its title
        found = [
            one
            for one, after in pairwise(found)
            if any(self.doc[i].lower_ in ("and", "&", ",") for i in range(one[1], after[0]))
        ] + found[-1:]
        if not 2 <= len(found) <= 4 or len({n[2] for n in found}) < len(found):
            return None
        if any(self.doc[i].lower_ in _SUCH_AS for i in range(inside.start, found[0][0])):
            return None
        joined = False
        for (_, end, _), (start, _, _) in pairwise(found):
            between = [self.doc[i] for i in range(end, start)]
            joined = joined or any(t.lower_ in ("and", "&") for t in between)
            if any(
                (t.pos_ not in _BETWEEN and t.lower_ != "of" and t.tag_ != "PRP$") or t.tag_ == "POS"
                for t in between
            ):
                return None
        return " and ".join(self.entities[n[2]].name for n in found) if joined else None

    def _with_company(self, root: Token, inside: range) -> EntityId | None:
        """The named one of "Ada Lowe and her aides": who the others are, nobody can tell."""
        mention = self.mention(root.i, inside)
        if mention is None or mention.form != "name" or self.entities[mention.entity].kind == "group":
            return None
        partners = [c for c in root.children if c.dep_ == "conj" and c.i in inside]
        others = all(p.tag_ == "NNS" and not self.mention(p.i, inside) for p in partners)
        return mention.entity if others else None

    def _pronoun(self, root: Token) -> EntityId | None:
        word = root.lower_
        if word in ("they", "them", "their", "theirs"):
            return they(self, root)
        if word in ("it", "its"):
            return it(self, root)
        if word in PRONOUNS:
            number = self.within[root.i]
            return within_quotation(self, root, self.speaker(number) if number >= 0 else None)
        if word in ("you", "your") or word in FIRST_PERSON:
            return None
        inside = range(root.left_edge.i, root.right_edge.i + 1)
        return self.described(inside.start, inside.stop, root)


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
