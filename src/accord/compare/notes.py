"""What an article says of itself: what was put right, by whom, and who helped to write it."""

from __future__ import annotations

import re

from accord.records import Passage, Reading
from accord.text import plain

_NOTE = re.compile(
    r"(?:corrections?|clarifications?|editors?'?s? notes?)\b[^.:]{0,40}:"
    r"|(?:an|the) (?:earlier|previous) version of"
    r"|this (?:article|story|post|report|piece|column) (?:has been|was|is|will be|originally)\b"
    r"|[^.]{0,120}\bcontributed (?:reporting )?to this (?:article|report|story|post|column)\b",
    re.IGNORECASE,
)


def is_note(reading: Reading, sentence: Passage) -> bool:
    """Whether a sentence speaks of its own article and so tells nothing of the story."""
    return bool(_NOTE.match(plain(sentence.of(reading.article.text))))
