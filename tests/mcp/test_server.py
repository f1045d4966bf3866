"""A client's session with `accord mcp` over standard input and output."""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio

from accord.records import Dossier
from mcp import ClientSession, StdioServerParameters, stdio_client


def in_session(store: Path, folder: Path, work: Any) -> None:
    """Do the work in a session with the command, started as a client starts it."""
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-m", "accord", "--store", f"sqlite:///{store}", "mcp"],
        env={**os.environ, "HOME": str(folder)},
    )

    async def session() -> None:
        with open(folder / "stderr", "w") as errors:
            async with stdio_client(parameters, errlog=errors) as streams:
                async with ClientSession(*streams) as client:
                    with anyio.fail_after(120):
                        await client.initialize()
                        await work(client)

    # in a thread of its own: where pages are tried in this one, it has a loop already
    with ThreadPoolExecutor(1) as thread:
        thread.submit(anyio.run, session).result()


def told(result: Any) -> dict[str, Any]:
    assert not result.is_error, result.content
    (content,) = result.content
    answer: dict[str, Any] = json.loads(content.text)
    return answer


def test_a_client_searches_reads_and_follows_to_the_words(
    example_store: Path, tmp_path: Path, coverage: Dossier
) -> None:
    texts = {a.id: a.text for a in coverage.articles}

    async def work(client: ClientSession) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"search", "stories", "story", "quotations", "evidence"}
        assert all(t.description and t.annotations and t.annotations.read_only_hint for t in tools.values())

        hits = told(await client.call_tool("search", {"words": "agreement", "limit": 3}))["hits"]
        assert 0 < len(hits) <= 3
        stories = told(await client.call_tool("stories", {}))["stories"]
        id = max(stories, key=lambda s: s["articles"])["id"]
        story = told(await client.call_tool("story", {"story": id}))
        assert story["told"]["fact"] and len(story["articles"]) > 3

        first = story["told"]["fact"][0]
        found = told(
            await client.call_tool("evidence", {"story": id, "part": "fact", "number": first["number"]})
        )
        passages = found["statements"][0]["passages"]
        assert {p["article"] for p in passages} <= {a["id"] for a in story["articles"]}
        for p in passages:
            assert texts[p["article"]][p["start"] : p["end"]] == p["exact"]

        said = told(await client.call_tool("quotations", {"story": id}))["said"]
        speaker = next(s["speaker"] for s in said if s["speaker"])
        own = told(await client.call_tool("quotations", {"story": id, "person": speaker}))["said"]
        assert own and all(s["speaker"] == speaker for s in own)

        for tool, arguments in (
            ("story", {"story": "nowhere"}),
            ("evidence", {"story": id, "part": "fact", "number": 9999}),
            ("quotations", {}),
            ("search", {"limit": 0}),
        ):
            refused = await client.call_tool(tool, arguments)
            assert refused.is_error
            assert "Traceback" not in str(refused.content)

    in_session(example_store, tmp_path, work)
    assert "Traceback" not in (tmp_path / "stderr").read_text()
