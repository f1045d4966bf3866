"""Bytes to text: UTF-8, UTF-16 with a mark, Windows-1252, and what a page declares."""

from __future__ import annotations

import re
import unicodedata

from accord.errors import IngestError

# What the first bytes of common files say they are; a reader is told, instead of "not UTF-8".
_SIGNATURES = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"{\\rtf": "an RTF document",
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
}
# Labels a page may declare, after the WHATWG Encoding Standard: iso-8859-1 means windows-1252.
# Python knows many more codecs, some of which are no encodings of text or can be made to run long.
_DECLARED = {
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252"), "cp1252"),
    **{f"iso-8859-{n}": f"iso-8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"windows-{n}": f"cp{n}" for n in (1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258)},
    "iso-8859-9": "cp1254",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "macintosh": "mac_roman",
}
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{3,20})""", re.I)
_CHARSET_WITHIN = 4096  # the standard looks at the first 1024 bytes; real pages put more before it
_HIGH = re.compile(rb"[\x80-\xff]+")
_WORD_1252 = re.compile(r"(?<=[^\W\d_])[^\w\s\x00-\x7f](?=[^\W\d_])")
_JOINERS = "’‘´`–—…·­"  # what may stand between two letters in Windows-1252
_MOSTLY = 0.1  # share of control characters from which text is taken for something else


def decode_text(location: str, raw: bytes) -> str:
    """The text of a file, newlines as they stand, without a byte order mark.

    Raises `IngestError` for anything that is no text in one of the three encodings: the
    offsets of the whole product count in what is returned here, so no character is guessed.
    """
    _refuse_known_files(location, raw)
    text = _decode_marked(location, raw)
    if text is None:
        _refuse_nul(location, raw)
        text = _decode_unmarked(location, raw)
    return _checked(location, text)


def decode_page(location: str, raw: bytes) -> str:
    """The markup of a page, with the encoding it declares.

    Bytes beyond ASCII that are valid UTF-8 are UTF-8 whatever is declared: servers change
    encodings more often than templates change their declarations.
    """
    _refuse_known_files(location, raw)
    text = _decode_marked(location, raw)
    if text is None:
        _refuse_nul(location, raw)
        declared = _CHARSET.search(raw[:_CHARSET_WITHIN])
        codec = _DECLARED.get(declared[1].decode("ascii").lower()) if declared else None
        if codec and (raw.isascii() or not _is_utf8(raw)):
            text = raw.decode(codec, "replace")
        else:
            text = _decode_unmarked(location, raw)
    return _checked(location, text)


def decode_declared(raw: bytes, charset: str | None = None) -> str:
    """The text of a feed, whatever it takes: what cannot be read is shown as such (U+FFFD).

    Bytes that are valid UTF-8 are that; else what they declare of themselves counts, then the
    `charset` of who sent them, then Windows-1252.
    """
    for mark, codec in (
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"<\0?\0", "utf-16-le"),
        (b"\0<\0?", "utf-16-be"),
    ):
        if raw.startswith(mark):
            return raw.decode(codec, "replace").removeprefix("\ufeff")
    if _is_utf8(raw):
        return raw.decode("utf-8-sig")
    declared = _CHARSET.search(raw[:_CHARSET_WITHIN])
    names = [declared[1].decode("ascii") if declared else "", charset or ""]
    codecs = [_DECLARED.get(name.lower()) for name in names]
    return raw.decode(next(filter(None, codecs), "cp1252"), "replace")


def _refuse_known_files(location: str, raw: bytes) -> None:
    for signature, what in _SIGNATURES.items():
        if raw.startswith(signature):
            raise IngestError(location, f"it is a binary file, not text ({what})")


def _decode_marked(location: str, raw: bytes) -> str | None:
    if raw.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise IngestError(location, "it is UTF-32, which is not read; save it as UTF-8")
    for mark, codec, name in (
        (b"\xef\xbb\xbf", "utf-8", "UTF-8"),
        (b"\xff\xfe", "utf-16-le", "UTF-16"),
        (b"\xfe\xff", "utf-16-be", "UTF-16"),
    ):
        if raw.startswith(mark):
            try:
                return raw[len(mark) :].decode(codec)
            except UnicodeDecodeError as exc:
                at = exc.start + len(mark)
                raise IngestError(location, f"it is not the {name} its mark says it is (byte {at})") from exc
    return None


def _refuse_nul(location: str, raw: bytes) -> None:
    if b"\0" in raw:
        raise IngestError(location, "it is a binary file, not text (or UTF-16 without a byte order mark)")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode_unmarked(location: str, raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as exc:
        at = f"byte 0x{raw[exc.start]:02x} at {exc.start}"
        damaged = raw.decode("utf-8", "replace")
        sound = sum(char > "\x7f" and char != "\ufffd" for char in damaged)
        if sound > damaged.count("\ufffd"):
            raise IngestError(location, f"its UTF-8 is damaged ({at})") from exc
        text = _decode_1252(raw)
        if text is None:
            raise IngestError(
                location, f"its encoding is unknown: neither UTF-8 ({at}) nor plausibly Windows-1252"
            ) from exc
        return text


def _decode_1252(raw: bytes) -> str | None:
    """The text as Windows-1252, unless it does not read like a western language.

    In those, letters beyond ASCII are few and stand alone or in pairs; in Cyrillic, Greek or
    Chinese bytes they are the rule. A sign between two letters is an apostrophe or a dash, or
    the bytes mean something else (a Polish letter, say).
    """
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    runs = [len(run) for run in _HIGH.findall(raw)]
    letters = sum(char.isalpha() for char in text)
    if sum(runs) > 0.2 * max(letters, 1) or max(runs) > 4:
        return None
    if any(sign not in _JOINERS for sign in _WORD_1252.findall(text)):
        return None
    return text


def _checked(location: str, text: str) -> str:
    if "\0" in text:
        raise IngestError(location, "it is a binary file, not text (it holds NUL characters)")
    if not text.strip():
        raise IngestError(location, "it holds nothing but blanks" if text else "it is empty")
    controls = sum(
        unicodedata.category(char) == "Cc" for char in text if char < " " or "\x7f" <= char < "\xa0"
    )
    controls -= sum(text.count(char) for char in "\t\n\r\f\v\x85")
    if controls > _MOSTLY * len(text):
        raise IngestError(location, "much of it is control characters, so it is not taken for text")
    return text
