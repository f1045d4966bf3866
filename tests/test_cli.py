"""The command as its user meets it: what it says, where it writes, how it ends."""

from __future__ import annotations

import array
import fcntl
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from accord import __version__, cli, pipeline
from accord.dossier import render
from accord.dossier.view import shown

ACCORD = str(Path(sys.executable).with_name("accord"))
REPORT = (
    "The harbour of Verrin was closed on Tuesday, the minister of Lowen said.\n\n"
    "“We will open it when the ice is gone,” Mara Ostling told reporters in the town.\n"
)
OTHER = "The harbour of Verrin was closed on Tuesday because of ice, port officials in Lowen said.\n"
GERMAN = (
    "Der Hafen von Verrin wurde am Dienstag geschlossen, sagte die Ministerin von Lowen. "
    "Er werde wieder geöffnet, sobald das Eis geschmolzen sei, erklärte sie vor der Presse.\n"
)
ARABIC = (
    "أغلق الميناء يوم الثلاثاء بسبب الجليد، كما قالت الوزيرة. وقالت إنه سيفتح من جديد بعد ذوبان الجليد.\n"
)
HEBREW_INSIDE = "The harbour sign in Verrin reads “שלום לכולם”, the minister of Lowen said on Tuesday.\n"


class Ended(NamedTuple):
    status: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process: its exit status and all it wrote."""

    def runs(*args: str | Path, stdin: bytes | None = None, terminal: bool = False) -> Ended:
        monkeypatch.setattr(sys, "argv", ["accord", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin or b"")))
        monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
        with pytest.raises(SystemExit) as end:
            cli.main()
        shown = capsys.readouterr()
        assert "Traceback" not in shown.err
        return Ended(int(end.value.code or 0), shown.out, shown.err)

    return runs


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return put(tmp_path, "report.txt", REPORT)


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# ---------------------------------------------------------------- what is asked


def test_alone_it_explains_itself(run: Run) -> None:
    ended = run()
    assert ended.status == 2  # as other commands do without their argument
    assert all(name in ended.out + ended.err for name in ("brief", "annotate", "group", "schema"))


@pytest.mark.parametrize("flag", ["--help", "-h"])
@pytest.mark.parametrize("command", [(), ("brief",), ("annotate",), ("group",), ("schema",)])
def test_help(run: Run, command: tuple[str, ...], flag: str) -> None:
    ended = run(*command, flag)
    assert ended.status == 0
    assert "Usage: accord" in ended.out
    assert ended.err == ""


def test_the_help_of_brief_tells_the_exit_statuses(run: Run) -> None:
    assert re.search(r"0  a dossier was made *\n *1  none could .*\n *2  wrong usage", run("brief", "-h").out)


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"accord {__version__}\n", "")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["brief"], "Missing argument 'PATH'"),
        (["annotate"], "Missing argument 'PATH'"),
        (["group"], "Missing argument 'PATH'"),
        (["brief", "a.txt", "--format", "pdf"], "pdf"),
        (["group", "a.txt", "--format", "csv"], "csv"),
        (["brief", "a.txt", "--loud"], "--loud"),
        (["summarise", "a.txt"], "summarise"),
    ],
)
def test_wrong_usage(run: Run, args: list[str], said: str) -> None:
    ended = run(*args)
    assert ended.status == 2
    assert ended.out == ""
    assert said in ended.err


def test_the_schema_is_printed(run: Run) -> None:
    ended = run("schema")
    assert (ended.status, ended.err) == (0, "")
    assert json.loads(ended.out)["title"] == "Accord dossier"


# ---------------------------------------------------------------- bad input


def _record(text: str | None, **fields: str) -> str:
    return json.dumps(fields | ({} if text is None else {"text": text})) + "\n"


def empty(folder: Path) -> Path:
    return put(folder, "empty.txt", b"")


def binary(folder: Path) -> Path:
    return put(folder, "picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)


def huge(folder: Path) -> Path:
    return put(folder, "huge.txt", b"The harbour of Verrin was closed on Tuesday. " * 1_200_000)


def broken_on_line_17(folder: Path) -> Path:
    records = [
        _record(f"Ferry number {n} left Verrin for Tarsk on Tuesday, the company said.") for n in range(16)
    ]
    return put(folder, "feed.jsonl", "".join(records) + '{"text": "The fer\n' + _record(OTHER))


def without_text(folder: Path) -> Path:
    return put(folder, "bare.json", '{"outlet": "Verrin Courier", "published": "2026-03-10"}')


def no_article(folder: Path) -> Path:
    return put(
        folder, "page.html", "<html><head><title>Home</title></head><body><nav>Home</nav></body></html>"
    )


def twice(folder: Path) -> Path:
    return put(folder, "report (copy).txt", REPORT)


def missing(folder: Path) -> Path:
    return folder / "nowhere.txt"


def nothing_to_read(folder: Path) -> Path:
    put(folder, "pictures/a.png", b"\x89PNG")
    return folder / "pictures"


def controls(folder: Path) -> Path:
    return put(folder, "noise.txt", "".join(f"{chr(n % 7 + 1)}word{chr(n % 5 + 14)}" for n in range(400)))


def damaged(folder: Path) -> Path:
    return put(folder, "damaged.txt", "Der Häfen von Verrin wird geöffnet. ".encode() * 9 + b"\xc3(")


def german(folder: Path) -> Path:
    return put(folder, "hafen.txt", GERMAN)


def right_to_left(folder: Path) -> Path:
    return put(folder, "minaa.txt", ARABIC)


def a_pipe(folder: Path) -> Path:
    os.mkfifo(folder / "fifo.txt")
    return folder / "fifo.txt"


BAD: list[tuple[Callable[[Path], Path], str, str]] = [  # maker, what follows the path, part of the reason
    (empty, "", "empty"),
    (binary, "", "binary"),
    (huge, "", "too large"),
    (broken_on_line_17, ":17", "JSON is broken"),
    (without_text, "", "no text"),
    (no_article, "", "no article"),
    (twice, "", "the same article as"),
    (missing, "", "no such file"),
    (nothing_to_read, "", "nothing to read in this folder"),
    (controls, "", "control characters"),
    (damaged, "", "damaged"),
    (german, "", "its language (de) is not analysed"),
    (right_to_left, "", "its language (ar) is not analysed"),
    (a_pipe, "", "not a regular file"),
]


class Bad(NamedTuple):
    path: Path
    location: str
    reason: str


@pytest.fixture
def bad(tmp_path: Path) -> list[Bad]:
    made = [(make(tmp_path), place, reason) for make, place, reason in BAD]
    return [Bad(path, f"{path}{place}", reason) for path, place, reason in made]


def _named(lines: str, one: Bad) -> bool:
    return any(one.location in line and one.reason in line for line in lines.splitlines())


def test_bad_inputs_are_named_and_do_not_stop_the_others(run: Run, report: Path, bad: list[Bad]) -> None:
    ended = run("brief", report, *(b.path for b in bad), "--format", "json")
    assert ended.status == 0
    dossier = json.loads(ended.out)
    told = {f["location"]: f["reason"] for f in dossier["failures"]}
    for one in bad:
        assert one.reason in told[one.location], one
        assert _named(ended.err, one), one
    assert len(told) == len(bad), "nothing else fails"
    used = {a for story in dossier["stories"] for a in story["articles"]}
    places = {a["path"] for a in dossier["articles"] if a["id"] in used}
    feed = str(bad[3].path)
    assert places == {str(report), *(f"{feed}:{n}" for n in (*range(1, 17), 18))}
    assert all(line.startswith("accord: ") for line in ended.err.splitlines())


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_bad_inputs_stand_under_limits(run: Run, report: Path, tmp_path: Path, form: str) -> None:
    made = [make(tmp_path) for make, _, _ in BAD if make not in (huge, broken_on_line_17)]
    ended = run("brief", report, *made, "--format", form)
    assert ended.status == 0
    _, limits, below = ended.out.rpartition("LIMITS" if form == "text" else "Limits")
    assert limits
    one_line = " ".join(re.sub(r"<[^>]+>", " ", below).split()).replace("\\", "")
    for path, (_, _, reason) in zip(
        made, [b for b in BAD if b[0] not in (huge, broken_on_line_17)], strict=True
    ):
        assert path.name in one_line
        assert reason in one_line


@pytest.mark.parametrize("make", [make for make, _, _ in BAD if make not in (broken_on_line_17, twice)])
@pytest.mark.parametrize("command", ["brief", "annotate", "group"])
def test_alone_they_leave_nothing_to_show(
    run: Run, tmp_path: Path, command: str, make: Callable[[Path], Path]
) -> None:
    path, out = make(tmp_path), tmp_path / "out"
    reason = next(reason for one, _, reason in BAD if one is make)
    ended = run(command, path, "--output", out)
    assert (ended.status, ended.out) == (1, "")
    assert str(path) in ended.err
    assert reason in ended.err
    assert not out.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_an_unreadable_file(run: Run, report: Path) -> None:
    report.chmod(0)
    ended = run("brief", report)
    assert ended.status == 1
    assert f"{report}: permission to read it is denied" in ended.err


@pytest.mark.parametrize("command", ["brief", "annotate", "group"])
def test_strict(run: Run, report: Path, tmp_path: Path, command: str) -> None:
    assert run(command, report, "--strict").status == 0
    for make in (missing, german):  # not read, not analysed
        ended = run(command, report, make(tmp_path), "--strict")
        assert ended.status == 1
        assert ended.out, "what could be used is shown all the same"
        assert run(command, report, make(tmp_path)).status == 0


def test_a_record_keeps_its_article_when_a_field_is_amiss(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "r.json", json.dumps({"id": "r1", "text": REPORT, "published": "last week"}))
    ended = run("brief", path, "--format", "json")
    assert ended.status == 0
    assert "last week" in json.loads(ended.out)["failures"][0]["reason"]


def test_right_to_left_words_in_an_english_report(run: Run, tmp_path: Path) -> None:
    ended = run("brief", put(tmp_path, "sign.txt", HEBREW_INSIDE))
    assert (ended.status, ended.err) == (0, "")
    assert "שלום לכולם" in ended.out


def test_a_socket_and_a_path_with_a_nul(run: Run, report: Path, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        try:
            os.chdir(tmp_path)  # a socket's path must be short
            server.bind("s.txt")
        finally:
            os.chdir(here)
        ended = run("brief", report, tmp_path / "s.txt", "a\0b")
    assert ended.status == 0
    assert "s.txt: it is not a regular file" in ended.err
    assert "a�b: this cannot be a path" in ended.err


def test_a_name_that_is_no_utf8(run: Run, tmp_path: Path) -> None:
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/h\xe4fen.txt")
    Path(odd).write_text(REPORT)
    gone = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")
    out = tmp_path / "out.json"
    ended = run("brief", odd, gone, "--output", out)
    assert ended.status == 0
    assert "\\udcff.txt: there is no such file" in ended.err
    dossier = json.loads(out.read_text("utf-8"))
    assert dossier["articles"][0]["path"] == odd
    assert dossier["failures"][0]["location"] == gone
    for form in ("text", "md", "html"):
        assert run("brief", odd, "--format", form).status == 0


# ---------------------------------------------------------------- characters that move the cursor

ESCAPES = (
    "The harbour of \x1b[31mVerrin\x1b[0m was closed on Tuesday, the minister of Lowen said.\n"
    "“We will open \x1b]0;owned\x07it when the ice is gone\x9b2J,” Mara Ostling told reporters.\n"
)


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_an_article_cannot_steer_the_terminal(run: Run, tmp_path: Path, form: str) -> None:
    path = put(tmp_path, "steer\x1b[2J.txt", ESCAPES)
    ended = run("brief", path, tmp_path / "gone\x1b[1A.txt", "--format", form)
    assert ended.status == 0
    for stream in (ended.out, ended.err):
        assert set(stream) & set(map(chr, [*range(9), *range(11, 32), *range(127, 160)])) == set()
    assert shown("\x1b") in ended.out


def test_nor_where_we_colour_it_ourselves(tmp_path: Path) -> None:
    dossier = pipeline.brief([put(tmp_path, "steer.txt", ESCAPES)])
    coloured = render(dossier, "text", colour=True)
    assert "\x1b[" in coloured
    assert "\x1b[31m" + "Verrin" not in coloured
    bare = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert "\x1b" not in bare
    assert "\x07" not in bare
    assert "\x9b" not in bare


# ---------------------------------------------------------------- where it is written


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("d.md", '<a id="story-1"></a>\n\n# The harbour'),
        ("d.html", "<!"),
        ("d.HTM", "<!"),
        ("d.json", "{"),
        ("d.txt", "The harbour"),
        ("dossier", "The harbour"),
    ],
)
def test_the_name_of_the_output_tells_its_form(
    run: Run, report: Path, tmp_path: Path, name: str, begins: str
) -> None:
    out = tmp_path / name
    assert run("brief", report, "-o", out) == (0, "", "")
    assert out.read_text("utf-8").startswith(begins)


def test_the_form_asked_for_goes_before_the_name(run: Run, report: Path, tmp_path: Path) -> None:
    out = tmp_path / "d.html"
    assert run("brief", report, "-o", out, "--format", "json").status == 0
    assert json.loads(out.read_text("utf-8"))["format"] == "accord-dossier"


@pytest.mark.parametrize("args", [["-o", "page.html"], ["-o", "page.txt", "--format", "html"]])
def test_annotations_as_a_page(
    run: Run, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run("annotate", report, german(tmp_path), *args)
    assert (ended.status, ended.out) == (0, "")
    assert "is not analysed" in ended.err
    page = (tmp_path / args[1]).read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert re.search(r'data-q="\d">.*“We will open it when the ice is gone,”</mark>', page)
    assert "its language (de) is not analysed" in page


def test_annotations_are_lines_unless_a_page_is_asked_for(run: Run, report: Path, tmp_path: Path) -> None:
    for args in (["-o", tmp_path / "a.md"], ["-o", tmp_path / "a.html", "--format", "jsonl"]):
        assert run("annotate", report, *args).status == 0
        assert json.loads(args[1].read_text("utf-8"))["file"] == "report"
    assert json.loads(run("annotate", report).out)["file"] == "report"


def test_a_page_of_nothing_is_not_written(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert run("annotate", german(tmp_path), "-o", out).status == 1
    assert not out.exists()


@pytest.mark.parametrize("command", ["brief", "annotate", "group", "schema"])
def test_an_output_that_cannot_be_is_refused_before_any_work(
    run: Run, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(pipeline, "take_in", lambda *a, **k: pytest.fail("it began to read"))
    paths = [] if command == "schema" else [report]
    ended = run(command, *paths, "--output", tmp_path / "no" / "out.txt")
    assert ended.status == 2
    assert "its folder does not exist" in " ".join(ended.err.replace("│", " ").split())
    ended = run(command, *paths, "--output", tmp_path)
    assert ended.status == 2
    assert "this is a folder" in " ".join(ended.err.replace("│", " ").split())


def test_an_input_is_never_overwritten(run: Run, report: Path) -> None:
    ended = run("brief", report, "--output", report)
    assert ended.status == 2
    assert "one of the inputs" in " ".join(ended.err.replace("│", " ").split())
    assert report.read_text("utf-8") == REPORT


def test_a_link_stays_a_link_and_rights_stay(run: Run, tmp_path: Path) -> None:
    real = put(tmp_path, "real.json", "old")
    real.chmod(0o640)
    (tmp_path / "link.json").symlink_to(real)
    assert run("schema", "-o", tmp_path / "link.json").status == 0
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads(real.read_text("utf-8"))
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_usual_rights(run: Run, tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        assert run("schema", "-o", tmp_path / "s.json").status == 0
    finally:
        os.umask(mask)
    assert (tmp_path / "s.json").stat().st_mode & 0o777 == 0o640


def test_a_device_can_be_written_to(run: Run) -> None:
    assert run("schema", "-o", os.devnull).status == 0


def test_a_full_disk_is_told(run: Run, report: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    for args in (["schema"], ["annotate", report]):
        ended = run(*args, "-o", "/dev/full")
        assert ended.status == 1
        assert "/dev/full: it cannot be written" in ended.err


@pytest.mark.parametrize("command", ["annotate", "group"])
@pytest.mark.parametrize("stop", [KeyboardInterrupt, MemoryError])
def test_a_run_that_stops_leaves_the_file_that_was_there(
    run: Run,
    tmp_path: Path,
    report: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    stop: type[BaseException],
) -> None:
    old = put(tmp_path, "rows.jsonl", "from before\n")

    def stops(whole: Callable[..., Iterator[object]]) -> Callable[..., Iterator[object]]:
        def readings(*args: object, **settings: object) -> Iterator[object]:
            yield from whole(*args, **settings)
            raise stop

        return readings

    monkeypatch.setattr(pipeline, "attribute_all", stops(pipeline.attribute_all))
    monkeypatch.setattr(pipeline, "skim_all", stops(pipeline.skim_all))
    if stop is KeyboardInterrupt:
        ended = run(command, report, "-o", old)
        assert (ended.status, ended.err) == (130, "accord: stopped\n")
    else:  # a bug is meant to be seen
        monkeypatch.setattr(sys, "argv", ["accord", command, str(report), "-o", str(old)])
        with pytest.raises(stop):
            cli.main()
    assert old.read_text("utf-8") == "from before\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.txt", "rows.jsonl"]


# ---------------------------------------------------------------- terminal, pipes, standard input


def test_plain_when_piped_and_coloured_in_a_terminal(
    run: Run, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b" not in run("brief", report).out
    assert "\x1b[1m" in run("brief", report, terminal=True).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("brief", report, terminal=True).out
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in run("brief", report, terminal=True).out


def test_lines_fit_the_terminal(run: Run, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    for columns, widest in (("60", 60), ("300", 100)):
        monkeypatch.setenv("COLUMNS", columns)
        assert max(map(len, run("brief", report, terminal=True).out.splitlines())) <= widest


@pytest.mark.parametrize(
    "raw",
    [
        REPORT.encode(),
        REPORT.encode("utf-16"),
        REPORT.encode("cp1252"),
        json.dumps({"text": REPORT}).encode(),
        (json.dumps({"text": REPORT}) + "\n" + json.dumps({"text": OTHER})).encode(),
    ],
    ids=["utf-8", "utf-16", "windows-1252", "record", "records"],
)
def test_standard_input(run: Run, raw: bytes) -> None:
    ended = run("brief", "-", "--format", "json", stdin=raw)
    assert (ended.status, ended.err) == (0, "")
    first = json.loads(ended.out)["articles"][0]
    assert first["text"] == REPORT
    assert first["path"].startswith("-")


def test_nothing_on_standard_input(run: Run) -> None:
    ended = run("brief", "-")
    assert ended.status == 1
    assert "accord: -: it is empty" in ended.err


def test_a_closed_standard_input(run: Run, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        cli.reports, "standard_input", lambda paths: io.BytesIO()
    )  # what the function gives then
    assert run("brief", report, "-").status == 0


def command(*args: str | Path, **settings: object) -> subprocess.Popen[bytes]:
    """The installed command in a process of its own."""
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        [ACCORD, *map(str, args)], **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **settings}
    )


def test_the_reader_of_the_output_has_enough(report: Path) -> None:
    with command("brief", report, "--format", "html") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 0


def _stoppable() -> None:
    """Whoever runs the tests in the background may have made their children deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_stopped_while_reading(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    with command("brief", "-", "-o", out, stdin=subprocess.PIPE, preexec_fn=_stoppable) as process:
        assert process.stdin is not None
        # more than a pipe holds: when it is written, some of it has been read
        process.stdin.write(REPORT.encode() * 2000)
        process.stdin.flush()
        waiting = array.array("i", [1])
        while waiting[0]:  # until it has read all that came and waits for more
            time.sleep(0.05)
            fcntl.ioctl(process.stdin, termios.FIONREAD, waiting)
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=30)
        finally:
            process.kill()
        assert process.stderr is not None
        assert process.stderr.read() == b"accord: stopped\n"
    assert process.returncode == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("closed", ["stdin", "stdout", "stderr"])
def test_streams_that_the_caller_closed(report: Path, closed: str) -> None:
    number = {"stdin": 0, "stdout": 1, "stderr": 2}[closed]
    with command("schema", preexec_fn=lambda: os.close(number)) as process:
        out, err = process.communicate()
    assert process.returncode == 0
    assert err == b""
    assert bool(out) == (closed != "stdout")


def test_nothing_but_our_words_on_standard_error(report: Path, tmp_path: Path) -> None:
    """In a process of its own, where no test catches what libraries warn of."""
    makers = [make for make, _, _ in BAD if make is not huge]
    paths = [make(tmp_path) for make in makers]
    with command("brief", report, *paths, env={**os.environ, "LC_ALL": "C"}) as process:
        out, err = process.communicate()
    assert process.returncode == 0
    told = err.decode().splitlines()
    assert all(line.startswith("accord: ") for line in told)
    assert len(told) == len(makers)
    assert "“We will open it" in out.decode() or "We will open it" in out.decode()


def test_articles_can_be_counted_apart(run: Run, tmp_path: Path) -> None:
    long = REPORT + (
        "\nTwo icebreakers came up the coast from Tarsk during the night, and the first of them reached the"
        " outer mole before noon. Fishermen had asked for one since January. The port earns most of its"
        " money in the weeks before Easter, when timber goes south and fruit comes north.\n"
    )
    (tmp_path / "a.txt").write_text(long)
    (tmp_path / "b.txt").write_text(long.replace("reporters", "journalists"))
    told = json.loads(run("brief", tmp_path, "--format", "json").out)
    assert len(told["stories"][0]["lineage"]["origins"]) == 1
    ids = [article["id"] for article in told["articles"]]
    apart = run("brief", tmp_path, "--format", "json", "--apart", ",".join(ids))
    assert len(json.loads(apart.out)["stories"][0]["lineage"]["origins"]) == 2 and not apart.err
    unknown = run("brief", tmp_path, "--apart", f"{ids[0]},none")
    assert "there is no article none" in unknown.err and unknown.status == 0
    assert run("brief", tmp_path, "--apart", ids[0]).status == 2


def test_group_names_near_duplicates(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    (tmp_path / "b.txt").write_text(REPORT.replace("in the town", "in town"))
    (tmp_path / "c.txt").write_text(OTHER)
    rows = [json.loads(line) for line in run("group", tmp_path).out.splitlines()]
    (twin,) = rows[1]["near_duplicates"]
    assert twin["id"] == rows[0]["id"] and 0.7 <= twin["likeness"] < 1
    assert rows[0]["near_duplicates"] == rows[2]["near_duplicates"] == []


def test_a_table_of_agencies_is_laid_over_the_shipped_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = {"text": "VERRIN (VPW) — " + REPORT, "outlet": "Lowen Courier"}
    (tmp_path / "a.json").write_text(json.dumps(record))
    table = tmp_path / "agencies.toml"
    table.write_text('[[agency]]\nname = "Verrin Press Wire"\nforms = ["VPW"]\n')

    def agencies(*options: str | Path) -> list[str]:
        told = json.loads(run("brief", tmp_path / "a.json", "--format", "json", *options).out)
        return [c["source"] for story in told["stories"] for c in story["credits"] if c["kind"] == "agency"]

    assert agencies() == []
    assert agencies("--agencies", table) == ["VPW"]
    monkeypatch.setenv("ACCORD_COMPARE_AGENCIES", str(table))
    assert agencies() == ["VPW"]
    table.write_text("[[agency]]\n")
    wrong = run("brief", tmp_path / "a.json")
    assert wrong.status == 1 and "agencies.toml: a table of agencies: an agency has no name" in wrong.err
    missing = run("brief", tmp_path / "a.json", "--agencies", tmp_path / "no.toml")
    assert missing.status == 1 and "no.toml: the table of agencies cannot be read" in missing.err
