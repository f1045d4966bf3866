"""In which language an article is written."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import Any

from accord.text import words

UNKNOWN = "und"  # BCP 47: undetermined
_SCRIPT_READ = 1_000
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.I)
# Words that an English text cannot do without and its neighbours do not have.
_ENGLISH = frozenset("the and of that with from which were have their this would they".split())
_ENGLISH_SHARE = 0.10  # of the words; the median of 1,151 English reports is 0.15, of German or Spanish 0.00
_ENOUGH = 20  # words from which that share can be trusted
_SURE = 0.8  # of py3langid's probability; a lone name or number gets less than 0.1
_SURE_OF_SCRIPT = 0.5  # where another script than Latin leaves few languages
_SCRIPTS = {  # first word of a letter's Unicode name: ISO 15924
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "CJK": "Hani",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "HANGUL": "Kore",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "THAI": "Thai",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "ETHIOPIC": "Ethi",
    "TAMIL": "Taml",
}
_READ = 5_000  # characters that are looked at: more did not change an answer


def language_of(text: str) -> str:
    """BCP 47 tag of the language of a text, "und" where it is too short or mixed to tell; its
    script is added then where that is not Latin ("und-Arab").

    Plain English is told by its function words, which spares the second that the classifier
    takes to load. The rest is py3langid's (Lui and Baldwin, ACL 2012) where it is sure.
    """
    text = text[:_READ]
    forms = [word.form for word in words(text)]
    english = [form for form in forms if form in _ENGLISH]
    if len(forms) >= _ENOUGH and len(set(english)) >= 3 and len(english) >= _ENGLISH_SHARE * len(forms):
        return "en"
    script = _script_of(text)
    if script is None and sum(char.isalpha() for char in text) < 12:
        return UNKNOWN
    label, probability = _classifier().classify(text)
    if probability >= (_SURE_OF_SCRIPT if script else _SURE):
        return str(label)
    return f"{UNKNOWN}-{script}" if script else UNKNOWN


def _script_of(text: str) -> str | None:
    """The script of most letters, None where that is Latin or one that we do not name."""
    letters = [char for char in text[:_SCRIPT_READ] if char.isalpha()]
    names = Counter(unicodedata.name(char, "").split(" ")[0].split("-")[0] for char in letters)
    most, count = names.most_common(1)[0] if names else ("", 0)
    return _SCRIPTS.get(most) if count > 0.5 * len(letters) else None


def parse_tag(value: str) -> str | None:
    """A language tag in its usual case, or None when the value is none ("English", "")."""
    value = value.strip().replace("_", "-")
    if not _TAG.fullmatch(value):
        return None
    head, *rest = value.split("-")
    return "-".join([head.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


@cache
def _classifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
