"""Agents: plain JSON-RPC, and the protocol's own client."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from articles.publishing import withdraw
from tests.factories import make_article, make_term
from tests.pages.conftest import full_article  # noqa: F401


@pytest.fixture
def send(client, db):
    """Post a message and return the answer's status and JSON."""

    def post(message, **headers):
        body = message if isinstance(message, str) else json.dumps(message)
        answer = client.post("/mcp", body, content_type="application/json", headers=headers)
        assert not answer.cookies
        return answer.status_code, answer.json() if answer.content else None

    return post


@pytest.fixture
def call(send):
    """Call a tool and return its result."""

    def tool(name, **arguments):
        params = {"name": name, "arguments": arguments}
        status, said = send({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
        assert status == 200
        return said["result"]

    return tool


def request(method, **params):
    return {"jsonrpc": "2.0", "id": 7, "method": method, "params": params}


@pytest.mark.parametrize("wanted", ["2025-06-18", "2025-11-25"])
def test_the_handshake_takes_the_clients_version(send, wanted):
    _, said = send(request("initialize", protocolVersion=wanted))
    assert (said["id"], said["result"]["protocolVersion"]) == (7, wanted)
    assert said["result"]["capabilities"] == {"tools": {}}


def test_the_handshake_offers_its_newest_for_one_unknown(send):
    _, said = send(request("initialize", protocolVersion="1999-01-01"))
    assert said["result"]["protocolVersion"] == "2025-11-25"


def test_a_stateless_client_discovers(send):
    _, said = send(request("server/discover"), **{"MCP-Protocol-Version": "2026-07-28"})
    assert "2026-07-28" in said["result"]["supportedVersions"]


def test_every_tool_says_what_it_takes(send):
    _, said = send(request("tools/list"))
    tools = {tool["name"]: tool["inputSchema"] for tool in said["result"]["tools"]}
    assert set(tools) == {"search", "get_section", "define_term", "cite"}
    assert all(set(schema["required"]) <= set(schema["properties"]) for schema in tools.values())


def test_a_notification_is_taken_without_a_word(send):
    assert send({"jsonrpc": "2.0", "method": "notifications/initialized"}) == (202, None)


@pytest.mark.parametrize(
    ("message", "status", "code"),
    [
        ("{", 400, -32700),
        ("[" * 5000, 400, -32700),
        ("[]", 400, -32600),
        ({"id": 1, "method": "ping"}, 400, -32600),
        ({"jsonrpc": "2.0", "id": None, "method": "ping"}, 400, -32600),
        (request("tools/destroy"), 200, -32601),
        ({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}, 200, -32602),
        (request("tools/call", name="destroy"), 200, -32602),
        (request("tools/call", name=["search"]), 200, -32602),
    ],
)
def test_what_cannot_be_answered_has_its_number(send, message, status, code):
    answered, said = send(message)
    assert (answered, said["error"]["code"]) == (status, code)


def test_an_unknown_version_is_told_which_there_are(send):
    status, said = send(request("tools/list"), **{"MCP-Protocol-Version": "2099-01-01"})
    assert (status, said["error"]["code"]) == (400, -32022)
    assert "2025-11-25" in said["error"]["data"]["supported"]


def test_search_gives_passages_with_their_state(call, full_article):  # noqa: F811
    found = call("search", query="melatonin", kind="article")["structuredContent"]["results"][0]
    assert (found["slug"], found["version"], found["review"]["state"]) == (
        "sleep-and-rest",
        1,
        "unreviewed",
    )
    assert found["tier"] in ("fundamentals", "intermediate", "academic")
    assert found["verification"]["total"] == 2
    assert "<" not in found["passage"]


def test_a_section_comes_with_the_references_it_cites(call, full_article):  # noqa: F811
    given = {"article": "sleep-and-rest", "tier": "academic", "anchor": "the-body-clock"}
    section = call("get_section", **given)["structuredContent"]
    assert "melatonin" in section["text"]
    assert (section["tier"], section["version"]) == ("academic", 1)
    cited = [(each["key"], each["verification"]) for each in section["references"]]
    assert cited == [("example-cited", "unverified")]


def test_a_term_is_defined_by_any_of_its_names(call, db):
    make_term("insomnia", definition="Too little sleep.", aliases=("sleeplessness",))
    for name in ("insomnia", "Insomnia", "Sleeplessness"):
        [term] = call("define_term", term=name)["structuredContent"]["terms"]
        assert (term["definition"], term["review"]["state"]) == ("Too little sleep.", "unreviewed")


def test_a_reference_says_whether_it_was_verified(call, full_article):  # noqa: F811
    cited = call("cite", key="example-cited")["structuredContent"]
    assert cited["verification"] == "unverified"
    assert "Journal of Examples" in cited["text"]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("search", {}),
        ("search", {"query": "x" * 301}),
        ("search", {"query": "sleep", "limit": 21}),
        ("search", {"query": "sleep", "limit": True}),
        ("search", {"query": "sleep", "tier": "deepest"}),
        ("search", {"query": ["sleep"]}),
        ("search", {"query": "sleep", "unknown": "1"}),
        ("get_section", {"article": "nothing"}),
        ("get_section", {"article": "sleep-and-rest", "anchor": "nothing"}),
        ("define_term", {"term": "nothing"}),
        ("cite", {"key": "nothing"}),
    ],
)
def test_a_tool_says_what_is_wrong(call, full_article, tool, arguments):  # noqa: F811
    said = call(tool, **arguments)
    assert said["isError"] is True
    assert said["content"][0]["text"]


def test_nothing_unpublished_is_told(call, full_article):  # noqa: F811
    make_article(slug="draft", published=False)
    make_term("zzsecret", is_public=False)
    withdraw(full_article, by=None, reason="Outdated.")
    assert call("search", query="melatonin", kind="article")["structuredContent"]["results"] == []
    for tool, given in (
        ("get_section", {"article": "draft"}),
        ("get_section", {"article": "sleep-and-rest"}),
        ("define_term", {"term": "zzsecret"}),
        ("cite", {"key": "example-cited"}),
    ):
        assert call(tool, **given)["isError"] is True


def test_a_message_too_long_or_of_another_kind_is_refused(client, send):
    assert send(json.dumps(request("ping")) + " " * 100_001)[0] == 413
    assert client.post("/mcp", "{}", content_type="text/plain").status_code == 415
    assert client.get("/mcp").status_code == 405


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_protocols_own_client_is_served(live_server, mode):
    mcp = pytest.importorskip("mcp", reason="the MCP client is not installed")
    make_term("insomnia", definition="Too little sleep.")

    async def talk():
        async with mcp.Client(f"{live_server.url}/mcp", mode=mode) as agent:
            listed = await agent.list_tools()
            said = await agent.call_tool("define_term", {"term": "insomnia"})
            return {tool.name for tool in listed.tools}, said

    # The browser of other tests keeps a loop running in this thread.
    with ThreadPoolExecutor(1) as elsewhere:
        names, said = elsewhere.submit(asyncio.run, talk()).result()
    assert names == {"search", "get_section", "define_term", "cite"}
    assert said.structured_content["terms"][0]["definition"] == "Too little sleep."
