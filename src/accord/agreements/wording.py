"""Lists of words as patterns: a verb stands for all its forms, a noun for its plural too.

Everything is looked for in the plain lower-case text (`low`), which has the offsets of the text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from accord.text import plain

_IRREGULAR: Final = {
    "be": "be am is are was were been being",
    "break": "broke broken",
    "bring": "brought",
    "build": "built",
    "buy": "bought",
    "choose": "chose chosen",
    "come": "came",
    "cancel": "cancelled cancelling",
    "compel": "compelled compelling",
    "cut": "cut cutting",
    "dig": "dug digging",
    "drive": "drove driven",
    "defer": "deferred deferring",
    "fall": "fell fallen",
    "fight": "fought",
    "flee": "fled",
    "fly": "flew flown flies",
    "forgive": "forgave forgiven",
    "free": "freed",
    "get": "got getting gotten",
    "give": "gave given",
    "go": "goes went gone",
    "grow": "grew grown",
    "have": "has had",
    "hide": "hid hidden",
    "hold": "held",
    "keep": "kept",
    "lay": "laid",
    "leave": "left",
    "let": "let letting",
    "make": "made",
    "meet": "met",
    "pay": "paid",
    "plead": "pled",
    "put": "put putting",
    "quit": "quit quitting",
    "rebuild": "rebuilt",
    "renege": "reneged",
    "repay": "repaid",
    "rise": "rose risen",
    "run": "ran running",
    "say": "said",
    "see": "saw seen",
    "seek": "sought",
    "send": "sent",
    "set": "set setting",
    "shoot": "shot",
    "shrink": "shrank shrunk",
    "shut": "shut shutting",
    "spend": "spent",
    "stand": "stood",
    "steal": "stole stolen",
    "strike": "struck",
    "swap": "swapped swapping",
    "swear": "swore sworn",
    "take": "took taken",
    "tell": "told",
    "throw": "threw thrown",
    "transfer": "transferred transferring",
    "undertake": "undertook undertaken",
    "withdraw": "withdrew withdrawn",
    "withhold": "withheld",
    "write": "wrote written",
}
_GAP: Final = r"(?:\W+\w+){0,5}?\W+"  # "pulled its last howitzers back"
_DOUBLED: Final = re.compile(r"^(?:(?:per|ad|com|sub|re)?[^aeiou]*)(?<=[^aeiou])[aeiou][bdgmnprt]$")


def low(text: str) -> str:
    """The text to search in: plain and lower-case, each character in its place."""
    spelled = plain(text)
    lower = spelled.lower()
    return (
        lower
        if len(lower) == len(spelled)
        else "".join(c.lower() if len(c.lower()) == 1 else c for c in spelled)
    )


@cache
def tables(name: str) -> Mapping[str, Mapping[str, str]]:
    """data/NAME.toml."""
    found = tomllib.loads((files("accord.agreements") / "data" / f"{name}.toml").read_text("utf-8"))
    return {key: value if isinstance(value, dict) else {"": value} for key, value in found.items()}


def listed(words: str) -> tuple[str, ...]:
    return tuple(filter(None, (w.strip() for w in words.split(","))))


@lru_cache(maxsize=4096)
def forms(verb: str) -> frozenset[str]:
    """The forms of a verb of one word."""
    found = {verb, *_IRREGULAR.get(verb, "").split()}
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    if _DOUBLED.search(verb):
        stem = verb + verb[-1]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        found |= {verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    else:
        found |= {verb + ("es" if re.search(r"(?:s|x|z|ch|sh)$", verb) else "s"), stem + "ed", stem + "ing"}
    return frozenset(found)


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word to compare by: without plural, past and gerund endings."""
    word = word.removesuffix("'s").removesuffix("'")
    for end, instead in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")):
        if word.endswith(end) and len(word) > len(end) + 1:
            return word[: -len(end)] + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def _any(alternatives: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(set(alternatives), key=lambda a: (-len(a), a))) + ")"


def verb_pattern(verb: str) -> str:
    """A verb with its forms; words after it may stand some words on."""
    head, *rest = verb.split()
    out = _any(map(re.escape, forms(head)))
    return out + "".join(_GAP + re.escape(word) for word in rest)


def noun_pattern(noun: str) -> str:
    *before, last = noun.split()
    plural = last[:-1] + "ies" if last.endswith("y") and last[-2:-1] not in "aeiou" else last + "s"
    return r"\W+".join(
        (*map(re.escape, before), _any((re.escape(last), re.escape(plural), re.escape(last + "es"))))
    )


def compiled(
    *, verbs: Iterable[str] = (), nouns: Iterable[str] = (), phrases: Iterable[str] = ()
) -> re.Pattern[str]:
    """One pattern for all of these; it finds nothing where there are none."""
    parts = [*map(verb_pattern, verbs), *map(noun_pattern, nouns), *map(re.escape, phrases)]
    return re.compile(rf"(?<![\w-]){_any(parts)}(?![\w])" if parts else r"(?!)")
