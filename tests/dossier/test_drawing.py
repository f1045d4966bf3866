import dataclasses
from datetime import date
from itertools import pairwise

from accord.dossier.drawing import draw_lineage, place_moments
from accord.dossier.view import View
from accord.records import Dossier, Lineage


def test_sources_left_articles_framed_by_origin(harbour: Dossier) -> None:
    drawing = draw_lineage(harbour.accounts[0], View(harbour))
    assert drawing is not None
    assert [n.text for n in drawing.sources] == ["The Meridian Post", "foreign media", "a draft"]
    assert [n.number for n in drawing.articles] == [1, 2, 3, 4]
    assert [f.caption for f in drawing.frames] == ["", "one origin", ""]
    assert sorted(line.kind for line in drawing.lines) == ["credits"] * 3 + ["shares passages"]
    assert all(0 < n.y < drawing.height for n in (*drawing.sources, *drawing.articles))
    ys = [n.y for n in drawing.sources]
    assert all(b - a >= 20 for a, b in pairwise(ys))


def test_many_sources_of_one_article_do_not_overlap(harbour: Dossier) -> None:
    account = harbour.accounts[0]
    edge = account.lineage.edges[1]
    edges = tuple(dataclasses.replace(edge, on=f"agency {n}") for n in range(12))
    crowded = dataclasses.replace(account, lineage=Lineage(edges, account.lineage.origins))
    drawing = draw_lineage(crowded, View(harbour))
    assert drawing is not None
    ys = [n.y for n in drawing.sources]
    assert all(b - a >= 20 for a, b in pairwise(ys))
    assert ys[-1] < drawing.height
    assert drawing.articles_left_out == 1  # neither credits nor copies
    assert len(drawing.sources) == 10 and drawing.sources_left_out == 2


def test_a_source_in_the_same_words_is_drawn_once(harbour: Dossier) -> None:
    account = harbour.accounts[0]
    courier, wire = account.lineage.edges[1:3]
    edges = (dataclasses.replace(courier, on="The Post"), dataclasses.replace(wire, on="the post"))
    same = dataclasses.replace(account, lineage=Lineage(edges, account.lineage.origins))
    drawing = draw_lineage(same, View(harbour))
    assert drawing is not None
    assert [n.text for n in drawing.sources] == ["The Post"]
    assert len(drawing.lines) == 2


def test_nothing_to_draw_without_ties(harbour: Dossier) -> None:
    account = harbour.accounts[0]
    plain = dataclasses.replace(account, lineage=Lineage((), tuple((a,) for a in account.story.articles)))
    assert draw_lineage(plain, View(harbour)) is None


def test_moments_share_a_scale_and_far_ones_have_none(harbour: Dossier) -> None:
    march, tanker, met, *_, monitors = place_moments(harbour.accounts[0].timeline)
    assert march is None
    assert tanker is not None and met is not None and monitors is not None
    assert tanker.x == 0 < met.x < monitors.x
    assert round(monitors.x + monitors.width) == 100


def test_a_single_day_has_no_scale(harbour: Dossier) -> None:
    (moment,) = (m for m in harbour.accounts[0].timeline if m.first == date(2031, 5, 16))
    assert place_moments((moment,)) == (None,)
    assert place_moments(()) == ()
