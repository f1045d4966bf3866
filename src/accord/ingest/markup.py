"""Pieces of HTML, such as a feed or a record carries, to plain paragraphs. Whole pages are `pages`'."""

from __future__ import annotations

from lxml import etree, html

_BREAK = "\x1d"  # the group separator: no markup holds it as text
_BLOCK_TAGS = frozenset(
    "p div section article h1 h2 h3 h4 h5 h6 li ul ol tr table blockquote pre figure figcaption hr br".split()
)
_HIDDEN = frozenset(("script", "style", "template", "noscript"))
_NOT_TEXT = dict.fromkeys(
    [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)]
)


def plain_paragraphs(markup: str) -> str:
    """The text of a piece of HTML, a blank line between its paragraphs; scripts and styles are none.

    In time proportional to its length, whatever stands in it; what is nested deeper than any
    writer nests is left out.
    """
    if "<" not in markup and "&" not in markup:
        return _joined(markup.replace("\n\n", _BREAK))
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    data = f"<html><body>{markup.translate(_NOT_TEXT)}</body></html>".encode()
    try:
        root = etree.fromstring(data, parser)
    except etree.LxmlError:
        return ""
    if root is None:
        return ""
    parts: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            hidden += tag in _HIDDEN
            text = element.text
        else:
            hidden -= tag in _HIDDEN
            text = element.tail
        if tag in _BLOCK_TAGS:
            parts.append(_BREAK)
        if text and not hidden:
            parts.append(text)
    return _joined("".join(parts))


def _joined(text: str) -> str:
    blocks = (" ".join(block.split()) for block in text.split(_BREAK))
    return "\n\n".join(filter(None, blocks))
