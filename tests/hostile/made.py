"""Hostile input: payloads put wherever an article has words, and files of hostile build."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
PAYLOADS: Final[list[dict[str, Any]]] = json.loads((HERE / "payloads.json").read_text("utf-8"))


# What is told, so that the articles make several stories of a size that is quickly compared.
EVENTS: Final = (
    ("bridge over the Lenn", "reopened", "mayor of Orrin, Tessa Vale", "The bridge is safe."),
    ("ferry to Ostrel", "sank off the harbour", "captain, Milo Brandt", "Every passenger was rescued."),
    ("dam above Kirnau", "burst after the storm", "engineer, Ines Falk", "The valley was cleared in time."),
    ("museum of Tarsk", "lost forty paintings", "curator, Ruben Aal", "The thieves knew the alarm."),
    ("school in Weyhill", "closed for good", "teacher, Nora Quist", "Pupils deserve better news."),
    ("copper mine at Sorrow Bay", "was sold", "miner, Otto Grell", "Nobody asked the workers."),
    ("orchestra of Lindmark", "went on strike", "violinist, Petra Sund", "Wages are lower than rent."),
    ("wheat harvest in Dovrin", "failed", "farmer, Lukas Ohm", "Locusts ate whole fields."),
    ("night train to Vessel", "derailed", "conductor, Hanna Roth", "Brakes did not answer."),
    ("lighthouse of Cape Ammer", "was switched off", "keeper, Jonas Wick", "Ships steer by satellite."),
    ("zoo in Pelham Cross", "lost a tiger", "warden, Clara Moss", "The animal is afraid."),
    ("volcano Mount Idra", "erupted", "geologist, Sami Peltz", "Ash will fall for days."),
)


def record(number: int, case: dict[str, Any]) -> dict[str, Any]:
    """An article with the payload in every field, in the telling and between quotation marks."""
    payload = case["payload"]
    what, did, who, said = EVENTS[number % len(EVENTS)]
    return {
        "id": case.get("id", f"h{number}"),
        "title": f"{payload} {what} {did}",
        "outlet": f"Post {number} {payload}",
        "byline": f"By {payload}",
        "url": case.get("url", f"https://news.example/{number}"),
        "published": "2024-05-21",
        "text": (
            f"{payload} {what} {did}\n\n"
            f"The {what} {did} on Tuesday, it was reported {number} hours later.\n\n"
            f"“{said} {payload}” the {who}, told reporters about the {what} on Tuesday.\n\n"
            f"{payload} said on Monday that the {what} had been in trouble for years.\n"
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
        "deep.html": "<div>" * 5_000 + f"<p>{said}</p>" + "</div>" * 5_000,
        "deep.json": "[" * 100_000 + "]" * 100_000,
        "deep-record.json": '{"text": "x", "a": ' * 5_000 + "1" + "}" * 5_000,
        "huge-word.txt": f"{said}\n\n“{'bridge' * 3_000},” the mayor, Tessa Vale, said.\n",
        "many-marks.txt": f"{said}\n\n" + "“" * 500 + "x" + "”" * 500,
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
