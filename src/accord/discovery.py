"""The feed that is meant by an address: what stands there, or what the page there names."""

from __future__ import annotations

from accord.errors import AccordError, IngestError
from accord.fetch import FEEDS, Fetcher
from accord.ingest.syndication import FeedDocument, find_feeds, parse_feed
from accord.inputs import sniff


class NoFeed(AccordError):
    """An address is that of a page; `feeds` are those it names."""

    def __init__(self, url: str, feeds: tuple[str, ...]) -> None:
        super().__init__(url, feeds)
        self.url, self.feeds = url, feeds

    def __str__(self) -> str:
        if not self.feeds:
            return f"{self.url}: this is a page, and it names no feed"
        return f"{self.url}: this is a page that names several feeds; choose: {' '.join(self.feeds)}"


def find_feed(fetcher: Fetcher, url: str) -> tuple[str, FeedDocument]:
    """The feed at an address, or the one that the page there names. Raises `FetchError`,
    `IngestError`, or `NoFeed` where there is none or more than one."""
    fetched = fetcher.get(url, most=fetcher.settings.feed_bytes, accept=FEEDS)
    try:
        return fetched.moved or fetched.asked, parse_feed(fetched.url, fetched.body, fetched.charset)
    except IngestError:
        if sniff(fetched.body[:65_536]) != "html":
            raise
    feeds = find_feeds(fetched.url, fetched.body)
    if len(feeds) != 1:
        raise NoFeed(url, feeds)
    fetched = fetcher.get(feeds[0], most=fetcher.settings.feed_bytes, accept=FEEDS)
    return feeds[0], parse_feed(fetched.url, fetched.body, fetched.charset)
