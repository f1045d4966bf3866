"""Dossier and ledger of the three real reports, held against what a careful reader wrote down."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import accord
from accord import pipeline
from accord.agreements.files import format_agreement, parse_agreement
from accord.dossier import render_ledger


def test_all_holds(shared: Path, tmp_path: Path) -> None:
    seeds = sorted((shared / "seeds").glob("*.txt"))
    assert len(seeds) == 3
    dossier = tmp_path / "dossier.json"
    dossier.write_text(accord.render(accord.brief(seeds), "json"), "utf-8")
    scorer = [sys.executable, str(shared / "score" / "seeds.py"), str(shared / "seeds"), str(dossier)]
    ended = subprocess.run(scorer, capture_output=True, text=True, check=False)
    assert ended.stdout.endswith("all hold\n"), ended.stdout + ended.stderr
    assert ended.returncode == 0


def test_a_draft_finds_all_commitments_and_calls_none_met(shared: Path, tmp_path: Path) -> None:
    seeds = sorted((shared / "seeds").glob("*.txt"))
    proposal, failures = pipeline.draft(seeds)
    assert proposal is not None and failures == ()
    agreement = parse_agreement(format_agreement(proposal))
    ledger = pipeline.ledger(agreement, seeds)
    assert ledger is not None
    assert {e.state for e in ledger.entries} <= {"pending", "no evidence"}
    files = {"dossier": accord.render(accord.brief(seeds), "json"), "ledger": render_ledger(ledger, "json")}
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    scorer = [sys.executable, str(shared / "score" / "seeds.py"), str(shared / "seeds")]
    ended = subprocess.run(
        [*scorer, *(str(tmp_path / name) for name in files)], capture_output=True, text=True, check=False
    )
    told = ended.stdout.split("commitment: ")[1:]
    assert len(told) == 5
    assert ended.stdout.endswith("all hold\n"), ended.stdout + ended.stderr
