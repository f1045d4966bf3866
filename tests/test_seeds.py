"""The dossier of the three real reports, held against what a careful reader wrote down of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import accord


def test_all_holds(shared: Path, tmp_path: Path) -> None:
    seeds = sorted((shared / "seeds").glob("*.txt"))
    assert len(seeds) == 3
    dossier = tmp_path / "dossier.json"
    dossier.write_text(accord.render(accord.brief(seeds), "json"), "utf-8")
    scorer = [sys.executable, str(shared / "score" / "seeds.py"), str(shared / "seeds"), str(dossier)]
    ended = subprocess.run(scorer, capture_output=True, text=True, check=False)
    assert ended.stdout.endswith("all hold\n"), ended.stdout + ended.stderr
    assert ended.returncode == 0
