import dataclasses

from accord.dossier.leaning import group_credits
from accord.dossier.view import View
from accord.records import Account, Credit, CreditKind, Dossier, Passage


def credits(dossier: Dossier, *given: tuple[int, str, CreditKind]) -> Account:
    """The first account with these credits alone: article, source, kind."""
    made = []
    for n, (article, source, kind) in enumerate(given):
        passage = Passage(dossier.articles[article].id, n, n + 1)
        made.append(Credit(source, kind, (passage,), passage))
    return dataclasses.replace(dossier.accounts[0], credits=tuple(made))


def test_the_same_words_are_one_source_and_most_leaned_on_comes_first(harbour: Dossier) -> None:
    account = credits(
        harbour,
        (0, "an official", "anonymous"),
        (0, "the Post", "outlet"),
        (1, "Post", "outlet"),
        (2, "The Post", "outlet"),
        (0, "the Post", "outlet"),
    )
    post, official = group_credits(account, View(harbour))
    assert (post.source, post.kind, post.articles, len(post.evidence)) == ("the Post", "outlet", 3, 4)
    assert (official.source, official.articles) == ("an official", 1)


def test_his_office_is_another_in_another_article(harbour: Dossier) -> None:
    account = credits(
        harbour, (0, "His office", "agency"), (1, "his office", "agency"), (0, "his office", "agency")
    )
    assert [len(g.evidence) for g in group_credits(account, View(harbour))] == [2, 1]


def test_a_short_name_goes_with_the_one_longer_name_it_ends(harbour: Dossier) -> None:
    account = credits(
        harbour,
        (0, "the Verrin Gazette", "outlet"),
        (1, "The Gazette", "outlet"),
        (1, "the Gazette’s", "outlet"),
        (2, "a copy of the memo obtained by the Verrin Gazette", "outlet"),
        (0, "Menrow Times", "outlet"),
        (1, "Ulden Times", "outlet"),
        (2, "the Times", "outlet"),
    )
    found = [(g.source, g.articles, len(g.evidence)) for g in group_credits(account, View(harbour))]
    assert sorted(found, key=lambda x: -x[2]) == [
        ("the Verrin Gazette", 2, 3),
        ("Menrow Times", 1, 1),
        ("Ulden Times", 1, 1),
        ("a copy of the memo obtained by the Verrin Gazette", 1, 1),
        ("the Times", 1, 1),
    ]


def test_words_without_letters_still_have_a_name(harbour: Dossier) -> None:
    account = credits(harbour, (0, "the", "outlet"), (1, "—", "outlet"))
    assert [g.source for g in group_credits(account, View(harbour))] == ["the", "—"]


def test_nothing_credited(harbour: Dossier) -> None:
    assert group_credits(dataclasses.replace(harbour.accounts[0], credits=()), View(harbour)) == ()


def test_the_diplomat_is_the_one_the_article_credited_before(harbour: Dossier) -> None:
    account = credits(
        harbour,
        (0, "the diplomat", "anonymous"),
        (1, "A young diplomat in Verrin", "anonymous"),
        (1, "the diplomat", "anonymous"),
        (1, "The diplomat", "anonymous"),
        (1, "a memo to the council", "document"),
        (1, "the same memo", "document"),
        (1, "the council", "agency"),
        (1, "the memo", "document"),
    )
    found = [(g.source, g.articles, len(g.evidence)) for g in group_credits(account, View(harbour))]
    assert sorted(found) == [
        ("A young diplomat in Verrin", 1, 3),
        ("a memo to the council", 1, 3),
        ("the council", 1, 1),
        ("the diplomat", 1, 1),
    ]


def test_an_agency_has_one_name(harbour: Dossier) -> None:
    account = credits(
        harbour,
        (0, "CORRANT", "agency"),
        (1, "the Corrant news agency", "agency"),
        (2, "an agency", "agency"),
    )
    found = [(g.source, g.articles) for g in group_credits(account, View(harbour))]
    assert found == [("the Corrant news agency", 2), ("an agency", 1)]
