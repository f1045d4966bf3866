"""Every English word that the desk adds to the reports: neutral, plain, in one place.

What a dossier says in its own pages is in `accord.dossier.labels`. A translation replaces these
two modules; templates hold no words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from accord.dossier.labels import clock, count, day, days

NAME: Final = "Accord"
SKIP: Final = "Skip to the page"
MAIN: Final = "Main"
HOME: Final = "Stories"
PEOPLE: Final = "People"
OUTLETS: Final = "Outlets"
SEARCH: Final = "Search"
CORRECTIONS: Final = "Corrections"
ADD: Final = "Add"
HELP: Final = "Help"
LOG_OUT: Final = "Log out"
FOOT: Final = "Every statement is cut from the reports; none was checked against the world."
NEWER: Final = "Newer"
OLDER: Final = "Older"
NEXT_PAGE: Final = "Further"
PAGE_BACK: Final = "Back"
PAGES: Final = "Pages"

# Home
STORIES_OF: Final = "Stories of"
TODAY: Final = "today"
DAY: Final = "Day"
DAYS: Final = "Days"
GO: Final = "Go"
NO_STORIES: Final = "There is no story of this day."
EMPTY: Final = "There is nothing in the store yet."
EMPTY_HINT: Final = "Add reports here, or with the command “accord add”; stories form by themselves."
NEWEST: Final = "Newest"
NOT_TOLD: Final = "not compared yet"
BEING_TOLD: Final = "New reports have come in; the account is being made anew."
SINCE: Final = "Since your last visit"
NOTHING_NEW: Final = "Nothing has changed."
MARK_SEEN: Final = "I have seen this"
NEW_STORY: Final = "new"
CHANGED: Final = "changed"
LAST_CHANGED: Final = "The last changed first."
ALL_STORIES: Final = "All stories"
EVENT: Final[Mapping[str, str]] = {
    "opened": "story opened",
    "joined": "joined",
    "merged": "merged with another story",
    "split": "split from another story",
    "moved": "moved here",
    "revised": "text changed",
}

# Digest
DIGEST: Final = "Digest"
SINCE_MOMENT: Final = "What is new since"
PERIOD: Final = "Since"
YESTERDAY: Final = "yesterday"
LAST_DAY: Final = "24 hours ago"
LAST_WEEK: Final = "a week ago"
OF_SEARCH: Final = "Of"
OF_ALL: Final = "everything"
OPENED: Final = "New stories"
DEVELOPED: Final = "Stories that went on"
DIGEST_AS: Final[Mapping[str, str]] = {
    "md": "Markdown",
    "eml": "an e-mail",
    "atom": "a feed to subscribe to",
    "json": "JSON",
}

# Story
CORRECT: Final = "Correct"
SAVE_AS: Final = "Save as"
PRINT_PAGE: Final = "Page to print, with all evidence"
HISTORY: Final = "How this story came to be"
STORY_TOOLS: Final = "This story"
NOT_TOLD_YET: Final = (
    "This story has not been compared yet. Its articles are listed here; the account follows."
)
LIMITS: Final = "What could not be resolved"
CORRECTED: Final = "Corrected by readers"
CORRECTED_HINT: Final = "What readers put right here, beside what the machine had made of it."

# Article beside a story, and by itself
OPEN_ARTICLE: Final = "Whole page of this article"
CLOSE: Final = "Close"
PREVIOUS: Final = "Previous passage"
NEXT: Final = "Next passage"
PASSAGE: Final = "Passage"
OF: Final = "of"
ALL_ARTICLES: Final = "All articles"
ARTICLES: Final = "Articles"
ARTICLE: Final = "Article"
IN_STORY: Final = "In the story"
IN_NO_STORY: Final = "In no story"
VERSIONS: Final = "Versions"
VERSION: Final = "Version"
VERSIONS_HINT: Final = (
    "The text was taken in more than once; what was taken out is struck, what came is underlined."
)
TAKEN_OUT: Final = "taken out"
PUT_IN: Final = "put in"
TAKEN_IN: Final = "taken in"
PLACE: Final = "Its place among the articles"
NO_TIES: Final = "No other article of the story shares its words, and it credits none."
LEANS_ON: Final = "Leans on"
LEANED_ON: Final = "Leant on by"
OMITS: Final = "What it does not tell"
OMITS_HINT: Final = (
    "Shared facts that another article told by the day it came out, and that were not found in it."
)
OMITS_NONE: Final = "Every shared fact that was told by the day it came out was found in it."
OMITS_LATER: Final = "First told by others after that day"
UNREAD: Final = "This article was not analysed"
ARTICLE_MARKED: Final = "the passage you came for"
SET_OUTLET: Final = "Set its outlet"

# Persons and outlets
PEOPLE_HINT: Final = "Who is quoted by name in the reports, the most quoted first."
NAME_HAS: Final = "Name contains"
FILTER: Final = "Show"
NO_PEOPLE: Final = "No one of that name is quoted."
REPORTED_SAID: Final = "Reported to have said"
EXPORT: Final = "Save"
OUTLETS_HINT: Final = "Outlets by number of articles."
NO_OUTLETS: Final = "No article names its outlet yet."
ALONE: Final = "Reported by it alone"
ALONE_HINT: Final = "No other article of the story tells this. That makes it neither true nor false."
FIRST: Final = "First to report"
FIRST_HINT: Final = "Stories of several outlets whose earliest article is one of its own."
TAKES: Final = "Who takes from whom"
TAKES_FROM: Final = "Takes from"
TAKEN_BY: Final = "Taken by"
TAKES_HINT: Final = "With the number of articles that credit or reprint."
NEWEST_ARTICLES: Final = "Newest articles"
NONE: Final = "None."

# Search
WORDS: Final = "Words"
WORDS_HINT: Final = "All words must occur; put a phrase in double quotes."
PERSON: Final = "Said by"
OUTLET: Final = "Outlet"
FROM: Final = "From"
TO: Final = "To"
KINDS: Final = "Look in"
KIND: Final[Mapping[str, str]] = {"article": "articles", "quotation": "quotations", "fact": "facts"}
KIND_ONE: Final[Mapping[str, str]] = {"article": "article", "quotation": "quotation", "fact": "fact"}
NOTHING_FOUND: Final = "Nothing was found."
FOUND: Final = "Results"
SAVED_SEARCHES: Final = "Saved searches"
NO_SAVED: Final = "No search is saved."
SAVE_SEARCH: Final = "Save this search"
SAVE: Final = "Save"
SEARCH_NAME: Final = "Name"
DROP: Final = "Remove"
BAD_DAY: Final = "is not a day such as 2031-05-14"

# Corrections
WHO: Final = "Your name"
WHY: Final = "Why"
CORRECTIONS_HINT: Final = (
    "Corrections win over the machine, are kept when everything is made anew, and can be undone."
)
NO_CORRECTIONS: Final = "Nothing has been corrected."
UNDO: Final = "Undo"
UNDONE: Final = "undone"
EVERYWHERE: Final = "everywhere"
CORRECTION: Final[Mapping[str, str]] = {
    "merge stories": "Stories merged",
    "split story": "Story split",
    "move article": "Article moved",
    "join utterances": "Utterances joined",
    "part utterance": "Utterance parted",
    "join facts": "Facts joined",
    "part fact": "Fact parted",
    "set speaker": "Speaker set",
    "set name": "Name set",
    "set outlet": "Outlet set",
    "count apart": "Counted apart",
}
MACHINE_SAID: Final = "The machine had it"
CORRECTED_TO: Final = "Now"
CORRECT_TITLE: Final = "Correct this story"
CORRECT_HINT: Final = (
    "Say who you are and why, choose what is wrong, and press what puts it right. All can be undone."
)
CORRECT_ARTICLES: Final = "Articles that belong elsewhere, or were taken for copies"
CORRECT_MERGE: Final = "Merge with another story"
CORRECT_UTTERANCES: Final = "Who said what"
CORRECT_UTTERANCES_HINT: Final = "Choose utterances; each is shown in its first wording."
CORRECT_FACTS: Final = "Shared facts"
CORRECT_FACTS_HINT: Final = "Choose facts that report the same."
CORRECT_NAMES: Final = "Names"
CORRECT_NAMES_HINT: Final = "A name is put right in all stories; two that have one name then are one."
SPLIT: Final = "Make them a story of their own"
COUNT_APART: Final = "Count them as independent of each other"
INDEPENDENT: Final = "each an origin of its own"
MOVE: Final = "Move them to the other story"
OTHER_STORY: Final = "Other story"
OTHER_STORY_HINT: Final = "Its number or its address; the last stories are offered."
JOIN_UTTERANCES: Final = "They are one utterance"
PART_UTTERANCE: Final = "These were said on another occasion"
PARTS_UTTERANCE: Final = "Its wordings"
JOIN_FACTS: Final = "They are one fact"
PART_FACT: Final = "These tell something else"
PARTS_FACT: Final = "Its passages"
SET_SPEAKER: Final = "Set their speaker"
SPEAKER: Final = "Speaker"
SET_NAME: Final = "Set the name"
NEW_NAME: Final = "Right name"
OLD_NAME: Final = "Name as it stands"
AS_ONE: Final = "as one"
APART: Final = "apart:"
OUTLET_UNKNOWN: Final = "outlet not given"

WHO_AND_WHY: Final = "Please say who you are and why."
CHOOSE_KIND: Final = "Please choose what is to be put right."
CHOOSE_SOME: Final = "Nothing was chosen."
CHOOSE_TWO: Final = "Please choose two or more."
CHOOSE_ARTICLES: Final = "Please choose articles of this story."
FILL_IN: Final = "A field was left empty."
NO_SUCH_STORY: Final = "There is no other story of that number or address."
SAME_STORY: Final = "That is this story itself."
NOT_THERE: Final = "What was chosen is not there any more; look again."

# Agreements
AGREEMENTS: Final = "Agreements"
AGREEMENTS_HINT: Final = (
    "A ledger for each: what was promised, and what is told of it, with the passage for every entry. "
    "The rules propose, a person decides."
)
NO_AGREEMENTS: Final = "No agreement is kept yet."
BEGIN: Final = "Begin a ledger"
BEGIN_STORY: Final = "From a story"
BEGIN_STORY_HINT: Final = "Its number or its address; the last stories are offered."
BEGIN_TEXT: Final = "From the agreement's own words"
BEGIN_TEXT_HINT: Final = "Paste its text, or a report that tells what was agreed."
BEGIN_FILE_HINT: Final = "Write a file, or paste one that “accord agreement draft” made."
WRITE_FILE: Final = "Write a file"
DRAFT: Final = "Draft"
STORY: Final = "Story"
TEXT: Final = "Text"
DRAFT_FROM_STORY: Final = "Draft an agreement from this story"
FOLLOWED_BY: Final = "Followed by"
DRAFTED: Final = "A proposal, not saved yet. Put right what is wrong, then save it."
NOTHING_PROMISED: Final = "Nothing that is promised was found there; here is an empty file to fill in."
NOT_READ: Final = "The text could not be read"
TAKES_LONG: Final = "Drafting takes longer than this page waits. Try a shorter text, or the command."
NEW_AGREEMENT: Final = "New agreement"
EDIT: Final = "Edit"
EDIT_FILE: Final = "The agreement's file"
EDIT_HINT: Final = (
    "Parties with their other names, phases, and each commitment with who owes what to whom until when. "
    "“accord agreement schema” tells every key."
)
FILE_WRONG: Final = "Nothing was saved: the file cannot be read."
LINE: Final = "Line"
SAVED_MEANWHILE: Final = (
    "Someone saved another version while you wrote; your text stands here, unsaved. Look at what they"
    " changed, then save again to put yours after it."
)
REDRAFT: Final = "Draft anew"
REDRAFTED: Final = "What its stories tell was added below, not saved yet; nothing you wrote was changed."
REDRAFTED_NONE: Final = "Its stories tell nothing that is not in the file yet."
SAVE_VERSION: Final = "Save"
KEPT_BECAUSE: Final = "Drafted and looked through"
LEDGER: Final = "Ledger"
WHAT_CHANGED: Final = "What changed"
VERSIONS_OF_FILE: Final = "Versions of the file"
FIRST_VERSION: Final = "The first version"
NO_LINES: Final = "No line was changed."
DRAFTED_FROM: Final = "The words it was drafted from"
STORIES_FOLLOWED: Final = "Stories it follows"
STORIES_HINT: Final = "What the articles of these stories tell counts as evidence, and no other article's."
FOLLOWS_NONE: Final = "It follows no story yet, so nothing is told of it."
OFFERED: Final = "Other stories that name its parties"
FOLLOW: Final = "Follow"
A_READER: Final = "a reader"
LEAVE: Final = "Follow no longer"
ON_DAY: Final = "On"
LATEST: Final = "latest day told of"
AFTER_DAY: Final = "After"
UP_TO: Final = "up to"
DECIDE: Final = "Decide"
DECIDE_HINT: Final = (
    "Your decision stands above what the rules propose, from its day until the next one. Nothing is taken "
    "out: the proposal stays beside it, and so do earlier decisions."
)
NEW_STATE: Final = "State"
FROM_DAY: Final = "From which day"
SCORE: Final = "Score after the Peace Accords Matrix, 0 to 3 (not needed)"
NO_SCORE: Final = "none"
SAVE_DECISION: Final = "Decide so"
WITHDRAW: Final = "Withdraw the decision"
WITHDRAW_HINT: Final = "The proposal of the rules stands again from that day; that you decided is kept."
DECISIONS: Final = "Decisions so far"
WITHDRAWN: Final = "withdrawn: the rules' proposal"
STATE_NOW: Final = "Now"
NO_DECISIONS: Final = "Nobody has decided about it."
CHOOSE_STATE: Final = "Please choose a state."
CHOOSE_DAY: Final = "Please give a day such as 2031-05-14."
BACK_TO_LEDGER: Final = "Back to the ledger"
BEING_FOUND: Final = "Its stories or its file have changed; the ledger is being made anew."
NOT_FOUND_YET: Final = "What its stories tell is being looked through; the ledger follows."
NO_DAY: Final = (
    "Neither its file nor a report states any day, so nothing can be said of deadlines. Give the day of"
    " signing in the file, follow a story, or choose a day above."
)
TO_STORIES: Final = "To the stories it follows"
EXPORT_AS: Final[Mapping[str, str]] = {
    "html": "page",
    "md": "Markdown",
    "json": "JSON",
    "csv": "CSV",
}
EVENTS_AS: Final = "events after PLOVER"
FILE_AS: Final = "the file (YAML)"

# Add
ADD_HINT: Final = (
    "Text, HTML, article records (.json, .jsonl), IPTC ninjs. What is in the store already is passed over."
)
ADDRESS: Final = "Web address"
FILES: Final = "Files"
ADD_FETCH: Final = "Fetch and add"
ADD_UPLOAD: Final = "Add files"
WORKING: Final = "being read"
DONE: Final = "done"
FAILED: Final = "not usable"
LAST_ADDED: Final = "Added here"
RELOAD: Final = "Look again"
STATE: Final = "State"
WHAT: Final = "What"
RESULT: Final = "Result"
LAST_ARTICLES: Final = "Last articles in the store"

# Log in
LOG_IN: Final = "Log in"
TOKEN: Final = "Token"
TOKEN_HINT: Final = "It was shown where the desk was started, or stands in its settings."
WRONG_TOKEN: Final = "This is not the token."

# Help
HELP_TITLE: Final = "Help"
HELP_INTRO: Final = (
    "Accord shows what outlets report and on what each statement rests. Select any statement, and the "
    "article opens beside it at the passage."
)
SHORTCUTS: Final = "Keys"
SHORTCUTS_HINT: Final = "All can be done without them; they do nothing while you type in a field."
SHORTCUTS_TOGGLE: Final = "Use keys of one letter"
KEYS: Final[tuple[tuple[str, str], ...]] = (
    ("/", "to the search field"),
    ("j, k", "next and previous story or statement"),
    ("Enter", "open what has the focus"),
    ("← →", "previous and next passage, in the article"),
    ("Esc", "close the article"),
    ("g h, g p, g o, g a, g c", "to stories, people, outlets, agreements, corrections"),
    ("?", "this page"),
)
TERMS: Final = "Words used here"
TERM: Final[tuple[tuple[str, str], ...]] = (
    ("story", "articles that tell the same event"),
    ("origin", "a report made on its own; articles that copy one another are one origin"),
    ("utterance", "one thing said on one occasion, in all the wordings in which it is printed"),
    ("shared fact", "something that two or more articles report"),
    ("difference", "a point on which reports part"),
)

# Errors; no internals
ERRORS: Final[Mapping[int, tuple[str, str]]] = {
    400: ("This could not be used", "Something in the request is missing or not as it should be."),
    401: ("Please log in", "This desk asks for a token."),
    403: ("Not allowed", "The form is not of this desk, or too old. Open its page and send it again."),
    404: ("Not found", "There is nothing at this address."),
    405: ("Not possible", "This address cannot be used in that way."),
    413: ("Too large", "What was sent is larger than this desk takes."),
    421: ("Wrong address", "This desk is not known under that name; use the one shown when it started."),
    500: ("Something went wrong", "The fault is ours. Nothing was lost; it was noted where the desk runs."),
    503: ("Busy", "The store is held by another process. Try again in a moment."),
}  # fmt: skip
BACK_HOME: Final = "To the stories"


def title(*parts: str) -> str:
    return " · ".join((*(p for p in parts if p), NAME))


def moment(value: datetime) -> str:
    return f"{day(value.date(), short=True)}, {clock(value)}"


def span(first: date, last: date) -> str:
    return days(first, last)


def size(articles: int, origins: int | None, outlets: int) -> str:
    """ "7 articles · 3 origins · 5 outlets" """
    told = [count(articles, "article")]
    told.append(count(origins, "origin") if origins is not None else NOT_TOLD)
    if outlets > 1:
        told.append(count(outlets, "outlet"))
    return " · ".join(told)


def time_bar(days: tuple[tuple[date, int], ...]) -> str:
    """What the small bar of a story shows, for those who do not see it."""
    return "Articles a day: " + ", ".join(f"{n} on {day(d, short=True)}" for d, n in days)


def more(n: int) -> str:
    return f"{n} more"


def spoken_of(utterances: int, stories: int) -> str:
    return f"{count(utterances, 'utterance')} in {count(stories, 'story', 'stories')}"


def outlet_size(articles: int, stories: int) -> str:
    return f"{count(articles, 'article')} in {count(stories, 'story', 'stories')}"


def added(new: int, changed: int, known: int) -> str:
    parts = [count(new, "new article")]
    if changed:
        parts.append(count(changed, "changed article"))
    if known:
        parts.append(f"{known} already there")
    return ", ".join(parts)


def version_of(number: int, who: str) -> str:
    return f"version {number}, saved by {who}"


def follows(stories: int) -> str:
    return f"follows {count(stories, 'story', 'stories')}"


def drafted_from(title: str) -> str:
    return f"Drafted from “{title}” and looked through"


def upload_limits(files: int, megabytes: int) -> str:
    return f"At most {files} files of {megabytes} MB together."
