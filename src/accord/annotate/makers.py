"""Whose words a document carries: "a statement from the ministry", "Lowe's letter", "a Tarsk Times poll"."""

from __future__ import annotations

from spacy.tokens import Token

from accord.annotate.sources import NEAR, Sources
from accord.records import EntityId
from accord.titles import words as role_words

_PUTS_OUT = frozenset(
    """air announce conduct debut file issue launch post produce publish put release run say send share state
    tweet unveil write read""".split()
)
_ALIKE = [
    frozenset(group.split())
    for group in (
        "poll survey questionnaire",
        "ad advertisement spot commercial video clip",
        "complaint suit lawsuit petition filing",
        "report study analysis paper survey review",
        "letter note memo email message",
        "book memoir novel",
    )
]
# What these are about stands before them as often as who made them ("the Lowe emails"), and
# reports are filed with whoever is named.
_FILED = frozenset({"filings", "reports", "records", "disclosures", "documents"})
_ABOUT = frozenset("analysis audit average clip footage list poll profile review study survey video".split())
_SUES = frozenset({"sue", "file"})
_COURT = _ALIKE[2]
_LOOKS_BACK = 250  # tokens
_IS_OUT = frozenset({"out", "up", "is", "was"})
_MADE = frozenset(
    """aired conducted created drafted filed issued made paid penned posted prepared produced published
    released sent signed tweeted written""".split()
)
_PARTS = frozenset({"compound", "nmod", "amod"})


def is_document(root: Token) -> bool:
    documents = role_words().documents
    return root.lower_ in documents or root.lemma_.lower() in documents


def maker(sources: Sources, root: Token, inside: range) -> EntityId | None:
    """Who made the document; None where the article does not say."""
    for child in root.children:
        if child.dep_ == "poss" and child.i in inside and child.ent_type_ != "DATE":
            whose = sources.named(child, inside)
            if whose is None and child.pos_ in ("NOUN", "PROPN"):
                return sources.described(child.left_edge.i, child.i + 1, child)
            return whose
    by = _agent(sources, root, inside)
    if by is not None:
        return by
    body = _body_before(sources, root, inside)
    if body is not None:
        return body
    # "Lowe released a statement calling", "Lowe said in a statement", "Lowe is out with an ad".
    verb = root.head.head if root.dep_ == "pobj" and root.head.lower_ in ("in", "with") else root.head
    out_with = root.dep_ == "pobj" and root.head.lower_ == "with" and verb.lower_ in _IS_OUT
    puts_out = verb.pos_ == "VERB" and verb.lemma_.lower() in _PUTS_OUT
    if root.dep_ in ("dobj", "pobj") and (puts_out or out_with):
        for word in (verb, verb.head):
            for child in word.children:
                if child.dep_ == "nsubj":
                    return sources.named(child, range(child.left_edge.i, child.right_edge.i + 1))
    return None


def _agent(sources: Sources, root: Token, inside: range) -> EntityId | None:
    """The body behind "from", "by" or "of", or "by" after a participle ("a poll conducted by")."""
    about = root.lemma_.lower() in _ABOUT
    for child in root.children:
        if child.i not in inside:
            continue
        words = [child]
        if child.dep_ in ("acl", "relcl") and child.tag_ == "VBN" and child.lower_ in _MADE:
            words = [c for c in child.children if c.lower_ == "by"]
        for word in words:
            if word.lower_ in ("from", "by") or (word.lower_ == "of" and not about):
                for grandchild in word.children:
                    found = sources.named(grandchild, inside)
                    if found is not None:
                        return found
    return None


def _body_before(sources: Sources, root: Token, inside: range) -> EntityId | None:
    """The one body named right before it: "a Tarsk Times poll"; None for two ("Times-Post poll")."""
    if root.lower_ in _FILED:
        return None
    found: set[EntityId] = set()
    for i in range(max(inside.start, root.i - 8), root.i):
        token = sources.doc[i]
        if token.head.i > root.i or token.dep_ not in _PARTS:
            continue
        for mention in sources.at.get(i, ()):
            if mention.form != "pronoun" and sources.entities[mention.entity].kind == "organisation":
                found.add(mention.entity)
                break
    return found.pop() if len(found) == 1 else None


def same_document(sources: Sources, root: Token, inside: range) -> EntityId | None:
    """Whoever made what "the statement" takes up."""
    definite = sources.doc[inside.start].lower_ in ("the", "that", "this")
    if not definite:
        return None
    lemma = root.lemma_.lower()
    if sources.goes_on and sources.spoke and root.idx - sources.spoke[-1][0] < 2 * NEAR:
        return sources.spoke[-1][1]
    alike = frozenset({lemma}).union(*(group for group in _ALIKE if lemma in group))
    for i in range(root.i - 1, max(-1, root.i - _LOOKS_BACK), -1):
        token = sources.doc[i]
        word = token.lemma_.lower()
        if word in alike and token.pos_ in ("NOUN", "PROPN"):
            found = maker(sources, token, range(token.left_edge.i, token.right_edge.i + 1))
            if found is not None:
                return found
        elif lemma in _COURT and word in _SUES and token.pos_ == "VERB":
            for child in token.children:
                if child.dep_ == "nsubj":
                    return sources.named(child, range(child.left_edge.i, child.right_edge.i + 1))
    return None
