"""Feeds as servers send them, well made and not."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.errors import IngestError
from accord.ingest.articles import parse_input
from accord.ingest.outlines import Outline, parse_opml, render_opml
from accord.ingest.syndication import entry_record, find_feeds, parse_feed

FEED = "https://herald.example/news/feed.xml"
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'


def rss(items: str, channel: str = "<title>The Herald</title>", *, head: str = "") -> bytes:
    return f'{head}<rss version="2.0" {CONTENT}><channel>{channel}{items}</channel></rss>'.encode()


def item(**parts: str) -> str:
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in parts.items()) + "</item>"


def test_rss_in_full() -> None:
    raw = rss(
        f"""<item><title>Ice &amp;amp; snow</title><link>/a?x=1&y=2#top</link>
        <guid isPermaLink="false">g1</guid>
        <pubDate>Tue, 04 Mar 2031 10:00:00 +0100</pubDate><author>desk@herald.example (Mara Holt)</author>
        <description>&lt;p&gt;Short.&lt;/p&gt;</description>
        <content:encoded {CONTENT}><![CDATA[<p>One &amp; two&nbsp;three.</p><script>x()</script>
        <p>Four.</p>]]>
        </content:encoded></item>""",
        "<title>The Herald</title><link>https://herald.example/</link><language>en-GB</language>",
    )
    feed = parse_feed(FEED, raw)
    assert (feed.format, feed.title, feed.home) == ("rss", "The Herald", "https://herald.example/")
    assert feed.language == "en-GB" and feed.amiss == ()
    (entry,) = feed.entries
    assert entry.url == "https://herald.example/a?x=1&y=2"
    assert (entry.id, entry.title, entry.byline) == ("g1", "Ice & snow", "Mara Holt")
    assert entry.published == "2031-03-04T09:00:00+00:00"
    assert entry.text == "One & two three.\n\nFour." and entry.whole


def test_atom_in_full() -> None:
    raw = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://herald.example/d/" xml:lang="en">
      <title type="text">AT&amp;T &lt;3</title><link rel="self" href="x"/><link href="/"/>
      <entry><id>tag:herald.example,2031:1</id><title type="html">A &amp;amp; B</title>
        <link rel="enclosure" href="e.mp3"/><link href="e1"/><author><name>Orr</name></author>
        <published>2031-03-04T10:00:00Z</published><updated>2031-03-05</updated>
        <summary>plain &lt;b></summary><content type="xhtml">
        <x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>One</x:p><x:p>two</x:p></x:div></content></entry></feed>"""
    feed = parse_feed(FEED, raw)
    assert (feed.format, feed.title, feed.home) == ("atom", "AT&T <3", "https://herald.example/")
    (entry,) = feed.entries
    assert entry.url == "https://herald.example/d/e1" and entry.id == "tag:herald.example,2031:1"
    assert (entry.title, entry.byline, entry.text) == ("A & B", "Orr", "One\n\ntwo")
    assert (entry.published, entry.updated) == ("2031-03-04T10:00:00+00:00", "2031-03-05")


def test_json_feed() -> None:
    items = [
        {
            "id": 7,
            "url": "/a",
            "content_text": "One <1>\n\ntwo",
            "title": "x<y",
            "authors": [{"name": "Orr"}],
        },
        {"id": "2"},
        3,
    ]
    feed = parse_feed(
        FEED, json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    )
    (entry,) = feed.entries
    assert (entry.id, entry.title, entry.byline, entry.text) == ("7", "x<y", "Orr", "One <1>\n\ntwo")
    assert len(feed.amiss) == 2


def test_rdf_has_its_items_beside_the_channel() -> None:
    raw = b"""<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Old</title></channel>
      <item><title>T</title><link>https://herald.example/1</link><dc:creator>Orr</dc:creator>
      <dc:date>2031-01-02T03:04:05+01:00</dc:date></item></r:RDF>"""
    (entry,) = parse_feed(FEED, raw).entries
    assert (entry.byline, entry.published) == ("Orr", "2031-01-02T02:04:05+00:00")


@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        ('<?xml version="1.0" encoding="utf-8"?><rss><channel><title>café</title></channel></rss>', None),
        (
            '<?xml version="1.0" encoding="iso-8859-1"?><rss><channel><title>café</title></channel></rss>',
            "utf-8",
        ),
        ("<rss><channel><title>café</title></channel></rss>", "us-ascii"),
    ],
)
@pytest.mark.parametrize("sent", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_that_are_not_what_is_said(raw: str, charset: str | None, sent: str) -> None:
    assert parse_feed(FEED, raw.encode(sent), charset).title == "café"


def test_one_id_and_two_addresses_are_two_articles() -> None:
    raw = rss(
        item(guid="x", link="/1") + item(guid="x", link="/2") + item(guid="x", link="/1?utm_source=rss")
    )
    entries = parse_feed(FEED, raw).entries
    assert [e.url for e in entries] == ["https://herald.example/1", "https://herald.example/2"]
    assert [e.id for e in entries] == [e.location for e in entries]


def test_hostile_addresses_and_titles() -> None:
    entries = parse_feed(
        FEED,
        rss(
            item(title="A\u202egpj.exe &lt;script&gt;x&lt;/script&gt;", link="javascript:alert(1)")
            + item(title="B", link="https://user:pw@herald.example/")
            + item(title="C", link="file:///etc/passwd")
        ),
    ).entries
    assert [e.url for e in entries] == [None, None, None]
    assert entries[0].title == "Agpj.exe x"
    assert len({e.location for e in entries}) == 3


@pytest.mark.parametrize(
    "entity", ['<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/hostname">', '<!ENTITY % a "x"> %a;']
)
def test_entities_of_its_own_are_not_resolved(entity: str) -> None:
    raw = rss(item(title="&a;", link="/1"), head=f'<?xml version="1.0"?><!DOCTYPE rss [{entity}]>')
    assert parse_feed(FEED, raw).entries[0].title == "&a;"


def test_a_feed_that_is_cut_off_keeps_its_last_entry_for_later() -> None:
    raw = rss(item(title="A", link="/1") + item(title="B", link="/second-article"))
    feed = parse_feed(FEED, raw[: raw.index(b"second") + 3])
    assert [e.title for e in feed.entries] == ["A"] and "cut off" in feed.amiss[0]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<!doctype html><html><body>x</body></html>", "web page"),
        (b"hello", "no feed"),
        (b'{"items": []}', "no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "cut off"),
        (b"[" * 100_000, "deeply"),
    ],
)
def test_what_is_no_feed(raw: bytes, reason: str) -> None:
    with pytest.raises(IngestError, match=reason):
        parse_feed(FEED, raw)


HEAVY = {
    "deep": b"<rss><channel><item>" + b"<a>" * 300_000,
    "deep markup": b"<rss><channel><item><description>"
    + b"&lt;div>" * 300_000
    + b"</description></item></channel></rss>",
    "ampersands": b"<rss><channel><item><title>" + b"&" * 500_000,
    "comments": b"<rss><channel>" + b"<!--" * 300_000,
    "sections": b"<rss><channel>" + b"<![CDATA[" * 200_000,
    "types": b"<!DOCTYPE " * 200_000,
    "namespaces": b"<rss><channel>" + b"".join(b'<item xmlns:a%d="u"/>' % i for i in range(20_000)),
    "categories": b"<feed>" + b"".join(b'<entry><category term="%d"/>' % i for i in range(20_000)),
    "tags in a title": b"<rss><channel><item><title><![CDATA["
    + b"<a " * 300_000
    + b"]]></title></item></channel></rss>",
}


@pytest.mark.parametrize("name", HEAVY)
def test_no_feed_takes_long(name: str) -> None:
    began = time.process_time()
    try:
        parse_feed(FEED, HEAVY[name])
    except IngestError:
        pass
    assert time.process_time() - began < 3  # measured: 0.01 to 0.3 s


@given(st.binary(max_size=300), st.sampled_from([b"<rss><channel><item>", b"<feed><entry>", b"", b"{"]))
def test_any_bytes_end_well(raw: bytes, start: bytes) -> None:
    try:
        parse_feed(FEED, start + raw)
    except IngestError:
        pass


def test_an_entry_can_be_an_article() -> None:
    (entry,) = parse_feed(
        FEED,
        rss(
            item(
                title="A",
                link="/1",
                pubDate="4 March 2031",
                description="Two words.\ud800".encode("utf-8", "replace").decode(),
            )
        ),
    ).entries
    parsed = parse_input(entry.location, entry_record(entry, "The Herald", "en"), "json")
    (article,) = parsed.articles
    assert article.url == "https://herald.example/1" and article.outlet and article.published


def test_a_page_names_its_feeds() -> None:
    page = b"""<html><head><link rel=alternate type="application/rss+xml" href="/feed">
      <link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="javascript:x">
      <link rel="stylesheet alternate" type="text/css" href="x.css"></head><body></body></html>"""
    assert find_feeds("https://herald.example/n/", page) == ("https://herald.example/feed",)
    assert find_feeds("https://herald.example/n/", b"") == ()


def test_opml_there_and_back() -> None:
    outlines = (Outline(FEED, 'A "B" & <C>', "https://herald.example/"), Outline("http://other.example/"))
    text = render_opml(outlines, "Feeds & more")
    back = parse_opml("x.opml", text.encode()).outlines
    assert back[0] == outlines[0] and back[1].url == outlines[1].url
    assert render_opml(back, "Feeds & more") == text


def test_opml_in_groups_with_faults() -> None:
    raw = b"""<opml><body><outline text="Group"><outline text="A & B" xmlURL=" https://a.example/feed "/>
      <outline text="x" xmlUrl="file:///x"/><outline text="A again" xmlUrl="https://a.example/feed"/></outline>"""
    listed = parse_opml("x.opml", raw)
    assert [(o.url, o.title) for o in listed.outlines] == [("https://a.example/feed", "A & B")]
    assert len(listed.amiss) == 1 and listed.amiss[0].startswith("x: ")
    for broken in (b"", b"<html/>", b"<opml/>"):
        with pytest.raises(IngestError):
            parse_opml("x.opml", broken)
