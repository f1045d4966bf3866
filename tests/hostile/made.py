"""Hostile input: payloads put wherever an article has words, and files of hostile build."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
PAYLOADS: Final[list[dict[str, Any]]] = json.loads((HERE / "payloads.json").read_text("utf-8"))


def record(number: int, case: dict[str, Any]) -> dict[str, Any]:
    """An article of one event with the payload in every field and between quotation marks."""
    payload = case["payload"]
    return {
        "id": case.get("id", f"h{number}"),
        "title": f"{payload} Bridge over the Lenn reopens",
        "outlet": f"Orrin Post {number} {payload}",
        "byline": f"By {payload}",
        "url": case.get("url", f"https://news.example/{number}"),
        "published": "2024-05-21",
        "text": (
            f"{payload} Bridge over the Lenn reopens\n\n"
            f"The bridge over the Lenn reopened on Tuesday after {number} days of work, the council said.\n\n"
            f"“The bridge is safe. {payload}” the mayor, Tessa Vale, told reporters on Tuesday.\n\n"
            f"{payload} said on Monday that the bridge would stay shut.\n"
        ),
    }


def write_inputs(folder: Path) -> int:
    """All of it as files that `accord add` takes; gives how many hostile articles and files there are."""
    folder.mkdir(parents=True, exist_ok=True)
    records = [record(n, case) for n, case in enumerate(PAYLOADS, 1)]
    # JSON spells out what no file may carry: nulls, lone surrogates
    (folder / "payloads.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), "ascii")
    for path in (HERE / "inputs").iterdir():
        shutil.copy(path, folder / path.name)
    said = "The bridge over the Lenn reopened on Tuesday, the council of Orrin said."
    made = {
        "deep.html": "<div>" * 20_000 + f"<p>{said}</p>" + "</div>" * 20_000,
        "deep.json": "[" * 100_000 + "]" * 100_000,
        "deep-record.json": '{"text": "x", "a": ' * 5_000 + "1" + "}" * 5_000,
        "huge-word.txt": f"{said}\n\n“{'bridge' * 20_000},” the mayor, Tessa Vale, said.\n",
        "many-marks.txt": f"{said}\n\n" + "“" * 5_000 + "x" + "”" * 5_000,
        "attributes.html": "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + f">{said}</p>",
        "endless-tag.html": f"<p>{said}</p><a href='" + "x" * 200_000,
        "huge-number.json": json.dumps({"text": f"{said} It cost {'9' * 5_000} dollars."}),
        "exponent.json": '{"text": "' + said + '", "published": 1e400}',
        "line\u202etxt.exe.txt": said + " The name of this file turns about.",
    }
    for name, text in made.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "bytes.txt").write_bytes(said.encode() + b"\n\n\xff\xfe\x00\xd8 The mayor spoke.\n")
    (folder / "utf7.html").write_bytes(
        b'<meta charset="utf-7"><p>' + said.encode() + b" +ADw-script+AD4-window.owned=1+ADw-/script+AD4-</p>"
    )
    return len(PAYLOADS) + len(made) + 2 + len(list((HERE / "inputs").iterdir()))
