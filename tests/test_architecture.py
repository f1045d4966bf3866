"""What docs/architecture.md says of the tree, held against the tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from accord.cli import app

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "accord"

# What each part may import of ours: itself, and what stands here. The stages know what they
# exchange and the word lists, never each other, nor files, clock or network.
WORDS = {"records", "ledger_records", "errors", "text", "urls", "nations", "titles", "names"}
MAY_IMPORT: dict[str, set[str]] = {
    "records": set(),
    "ledger_records": {"records"},
    "errors": set(),
    "text": set(),
    "urls": set(),
    "nations": {"text"},
    "titles": {"nations", "text"},
    "names": {"text", "titles"},
    "ingest": WORDS,
    "annotate": WORDS,
    "stories": WORDS,
    "compare": WORDS,
    "agreements": WORDS,
    "dossier": WORDS,
    "store": WORDS,
    "stamps": set(),
    "settings": {"errors"},
    "inputs": WORDS | {"ingest"},  # what a kind of input is, is ingest's to say
    "workers": set(),
    "fetch": {"__init__", "errors", "urls"},
    "pipeline": WORDS | {"ingest", "annotate", "stories", "compare", "agreements", "inputs", "workers"},
    "corrections": WORDS | {"compare", "store"},
    "story_corrections": WORDS | {"corrections", "store"},
    "versions": WORDS | {"store"},
    "library": WORDS
    | {"corrections", "story_corrections", "versions"}
    | {"ingest", "stories", "compare", "inputs", "pipeline", "store", "stamps"},
    "monitoring": WORDS
    | {"agreements", "corrections", "dossier", "ingest", "library", "pipeline", "stamps", "store"},
    "discovery": WORDS | {"ingest", "inputs", "fetch"},
    "rounds": WORDS | {"ingest", "store"},
    "watching": WORDS | {"ingest", "inputs", "fetch", "pipeline", "library", "store", "rounds"},
    "__init__": {"pipeline", "dossier"},
    "digests": WORDS | {"dossier", "store"},
    "exports": WORDS | {"dossier", "store", "library", "pipeline"},
    "api": WORDS
    | {"__init__", "dossier", "inputs", "store", "stamps", "library", "digests", "exports", "monitoring"}
    | {"fetch", "watching"},
    "mcp": WORDS | {"__init__", "dossier", "store", "library"},
    "web": WORDS
    | {"corrections", "digests", "dossier", "inputs", "store", "library", "fetch", "watching", "exports"}
    | {"monitoring", "pipeline", "settings"},
    "cli": WORDS
    | {
        "__init__",
        "compare",
        "ingest",
        "pipeline",
        "stories",
        "dossier",
        "store",
        "library",
        "settings",
        "fetch",
        "discovery",
        "rounds",
        "watching",
        "web",
        "digests",
        "exports",
        "api",
        "mcp",
        "agreements",
        "monitoring",
    },
    "__main__": {"cli"},
}
STAGES = ("ingest", "annotate", "stories", "compare", "agreements", "dossier")
# Modules through which a stage would reach files, processes, the clock or the network.
EFFECTS = {
    "os",
    "sys",
    "socket",
    "subprocess",
    "shutil",
    "tempfile",
    "time",
    "urllib.request",
    "http",
    "requests",
    "httpcore2",
}
LONGEST = 700  # lines of a module; those that come near it hold two ideas

MODULES = sorted(PACKAGE.rglob("*.py"))
NAMES = [str(path.relative_to(PACKAGE)) for path in MODULES]


def imports(path: Path) -> Iterator[str]:
    """Full names of what a module imports; ours with their first part after `accord.`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are spelled out"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names)


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def ours(path: Path) -> set[str]:
    """The parts of the package that a module imports, its own apart."""
    found = set()
    for name in imports(path):
        first, _, rest = name.partition(".")
        if first == "accord":
            part = rest.partition(".")[0]
            known = (PACKAGE / part).is_dir() or (PACKAGE / f"{part}.py").is_file()
            found.add(part if known else "__init__")
    return found - {part_of(path)}


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_imports_go_one_way(path: Path) -> None:
    assert ours(path) <= MAY_IMPORT[part_of(path)]


def test_the_order_has_no_circle() -> None:
    left = {part: set(below) for part, below in MAY_IMPORT.items()}
    while left:
        bottom = {part for part, below in left.items() if not below & left.keys()}
        assert bottom, f"a circle among {sorted(left)}"
        left = {part: below for part, below in left.items() if part not in bottom}
    for stage in STAGES:
        assert not MAY_IMPORT[stage] & set(STAGES)


@pytest.mark.parametrize("path", [m for m in MODULES if part_of(m) in STAGES])
def test_a_stage_has_no_effects(path: Path) -> None:
    used = {effect for effect in EFFECTS for name in imports(path) if f"{name}.".startswith(f"{effect}.")}
    assert used == set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                assert node.func.id not in ("open", "print", "input")
            if isinstance(node.func, ast.Attribute):
                assert node.func.attr not in ("now", "utcnow", "today"), "no stage asks the clock"


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_a_module_is_of_a_readable_length(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    if tree.body:
        assert ast.get_docstring(tree), "a module says what it is for"


def test_no_path_of_a_machine_is_named() -> None:
    """Whatever lies outside the package is found by its installation, never by a fixed path."""
    machine = re.compile(r"(?<![\w.<])/(?:home|root|work|tmp|usr|opt|var|Users|mnt)/|[A-Z]:\\\\")
    kinds = {".py", ".toml", ".txt", ".j2", ".css", ".js", ".tsv", ".json"}
    files = [p for p in PACKAGE.rglob("*") if p.suffix in kinds]
    files += [ROOT / "pyproject.toml", ROOT / "Makefile", *(ROOT / "evals").rglob("*.py")]
    named = [str(p.relative_to(ROOT)) for p in files if machine.search(p.read_text("utf-8"))]
    assert named == []


# ---------------------------------------------------------------- what is documented


def documents() -> str:
    return "\n".join(
        p.read_text("utf-8") for p in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    )


def options() -> Iterator[tuple[str, str]]:
    """Each command with each long option of its own."""
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    for name, command in _all(root):
        yield name, ""
        for option in command.params:
            if isinstance(option, TyperOption):
                yield from ((name, flag) for flag in option.opts if flag.startswith("--"))


def _all(group: TyperGroup, before: str = "") -> Iterator[tuple[str, TyperCommand]]:
    """The commands of a group and of the groups in it, by their whole names."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _all(command, f"{before}{name} ")
        else:
            assert isinstance(command, TyperCommand)
            yield before + name, command


@pytest.mark.parametrize(("command", "flag"), sorted(set(options())))
def test_every_command_and_option_is_documented(command: str, flag: str) -> None:
    told = documents()
    assert re.search(rf"accord {command}\b", told)
    if flag:
        usage = re.findall(rf"accord {command}\b[^\n]*", told)
        assert any(flag in line for line in usage), f"no line `accord {command} ...` shows {flag}"


def test_every_part_stands_in_the_architecture() -> None:
    told = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    parts = {part_of(path) for path in MODULES} - {"__init__", "__main__"}
    assert {part for part in parts if part not in told} == set()
