from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.errors import IngestError
from accord.ingest.encodings import decode_page, decode_text

TEXT = "The café “Amel” opened on Monday — the minister’s idea."


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_that_are_read(codec: str) -> None:
    assert decode_text("a.txt", TEXT.encode(codec)) == TEXT


def test_utf16_of_either_order() -> None:
    assert decode_text("a.txt", b"\xfe\xff" + TEXT.encode("utf-16-be")) == TEXT
    assert decode_text("a.txt", b"\xff\xfe" + TEXT.encode("utf-16-le")) == TEXT


def test_line_ends_and_control_characters_stay() -> None:
    assert decode_text("a.txt", b"One.\r\nTwo.\x07\rThree.\x1b[0m\n") == "One.\r\nTwo.\x07\rThree.\x1b[0m\n"


RUSSIAN = "Министр сказал в пятницу, что соглашение действует и будет действовать."


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "nothing but blanks"),
        (b"abc\0def", "binary file"),
        (b"%PDF-1.7", "a PDF file"),
        (b"PK\x03\x04....", "ZIP archive"),
        (TEXT.encode("utf-16-le"), "UTF-16 without a byte order mark"),
        (TEXT.encode("utf-32"), "UTF-32"),
        (b"\xff\xfea\xd8a\x00", "not the UTF-16 its mark says"),
        (b"\xef\xbb\xbfabc\xff", "not the UTF-8 its mark says"),
        (RUSSIAN.encode("cp1251"), "neither UTF-8 (byte 0xcc at 0) nor plausibly Windows-1252"),
        ("Zażółć gęślą jaźń, a potem łódź.".encode("iso-8859-2"), "encoding is unknown"),
        ("首相は月曜日に合意した。".encode("shift_jis"), "encoding is unknown"),
        (TEXT.encode() + b"\xe2\x80", "its UTF-8 is damaged"),
        (b"ab\x01\x02\x03\x04" * 20, "control characters"),
    ],
)
def test_what_is_refused_names_the_input_and_the_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(IngestError) as error:
        decode_text("news/a.txt", raw)
    assert error.value.location == "news/a.txt"
    assert reason in error.value.reason


@pytest.mark.parametrize(
    ("codec", "declared"),
    [("cp1251", "windows-1251"), ("shift_jis", "Shift_JIS"), ("koi8_r", "koi8-r"), ("utf-8", "windows-1251")],
)
def test_a_page_declares_its_encoding_and_utf8_is_told_anyway(codec: str, declared: str) -> None:
    word = "合意" if codec == "shift_jis" else "Соглашение"
    page = f'<html><head><meta charset="{declared}"></head><body>{word}</body></html>'
    assert decode_page("a.html", page.encode(codec)) == page


def test_latin1_means_windows_1252_and_unknown_labels_are_passed_over() -> None:
    for label in ("iso-8859-1", "no-such-thing", "idna"):
        page = f"<meta http-equiv=content-type content='text/html; charset={label}'><p>“café”</p>"
        assert decode_page("a.html", page.encode("cp1252")) == page


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_a_reason(raw: bytes) -> None:
    for decode in (decode_text, decode_page):
        try:
            assert "\0" not in decode("x", raw)
        except IngestError as error:
            assert error.location == "x" and error.reason


@given(st.text(min_size=1).filter(lambda text: text.strip() and text.isprintable()))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    if not text.startswith(("{\\rtf", "GIF8", "%PDF-", "SQLite format 3", "\ufeff")):
        assert decode_text("x", text.encode()) == text
