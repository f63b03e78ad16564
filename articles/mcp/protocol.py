"""JSON-RPC messages of the Model Context Protocol, answered without keeping anything."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings

from articles.mcp import tools

HANDSHAKE_VERSIONS = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
STATELESS_VERSIONS = ("2026-07-28",)
VERSIONS = (*HANDSHAKE_VERSIONS, *STATELESS_VERSIONS)

PARSE_ERROR, INVALID_REQUEST, NO_METHOD, INVALID_PARAMS = -32700, -32600, -32601, -32602
UNSUPPORTED_VERSION = -32022
FRESH_MILLISECONDS = 60_000

INSTRUCTIONS = (
    "A clinical knowledge base. Each article is told at three tiers: fundamentals, intermediate, "
    "academic. Say with what you quote its version and whether a clinician reviewed it; "
    "unreviewed text and unverified references are not to be presented as settled."
)

Message = dict[str, Any]


class ProtocolError(Exception):
    """A request that cannot be answered, with JSON-RPC's number for why."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.code, self.message, self.data = code, message, data


def answer(message: Any, header_version: str = "") -> Message | None:
    """Return the response to a message; None to a notification, which expects none."""
    if not isinstance(message, dict):
        return error(None, INVALID_REQUEST, "Send one JSON-RPC request; batches are not taken.")
    identifier = message.get("id")
    if "method" in message and "id" not in message:
        return None
    try:
        result = _result(message, header_version)
    except ProtocolError as problem:
        return error(identifier, problem.code, problem.message, problem.data)
    return {"jsonrpc": "2.0", "id": identifier, "result": {"resultType": "complete", **result}}


def error(identifier: Any, code: int, message: str, data: Any = None) -> Message:
    """Return an error response."""
    problem: Message = {"code": code, "message": message}
    if data is not None:
        problem["data"] = data
    known = identifier if isinstance(identifier, (str, int)) else None
    return {"jsonrpc": "2.0", "id": known, "error": problem}


def _result(message: Message, header_version: str) -> Message:
    method, params = message.get("method"), message.get("params", {})
    is_request = message.get("jsonrpc") == "2.0" and isinstance(method, str)
    if not is_request or not isinstance(message["id"], (str, int)):
        raise ProtocolError(INVALID_REQUEST, "This is no JSON-RPC 2.0 request.")
    if not isinstance(params, dict):
        raise ProtocolError(INVALID_PARAMS, "params is an object.")
    if method != "initialize" and header_version and header_version not in VERSIONS:
        data = {"supported": list(VERSIONS), "requested": header_version}
        raise ProtocolError(UNSUPPORTED_VERSION, "Unsupported protocol version", data)
    if method not in _METHODS:
        raise ProtocolError(NO_METHOD, f"There is no method {method}.")
    return _METHODS[method](params)


def _facts() -> Message:
    return {
        "capabilities": {"tools": {}},
        "serverInfo": {"name": "strata", "title": settings.SITE_NAME, "version": "1"},
        "instructions": INSTRUCTIONS,
    }


def _initialize(params: Mapping[str, Any]) -> Message:
    wanted = params.get("protocolVersion")
    version = wanted if wanted in HANDSHAKE_VERSIONS else HANDSHAKE_VERSIONS[-1]
    return {"protocolVersion": version, **_facts()}


def _discover(params: Mapping[str, Any]) -> Message:
    return {"supportedVersions": list(VERSIONS), **_fresh(), **_facts()}


def _list(params: Mapping[str, Any]) -> Message:
    return {"tools": [tool.described() for tool in tools.TOOLS.values()], **_fresh()}


def _call(params: Mapping[str, Any]) -> Message:
    name = params.get("name")
    if not isinstance(name, str) or name not in tools.TOOLS:
        raise ProtocolError(INVALID_PARAMS, f"There is no tool {name!r}.")
    try:
        values = tools.call(name, params.get("arguments") or {})
    except tools.Refusal as refusal:
        return {"content": [{"type": "text", "text": str(refusal)}], "isError": True}
    text = json.dumps(values, ensure_ascii=False, default=str)
    return {
        "content": [{"type": "text", "text": text}],
        "structuredContent": json.loads(text),
        "isError": False,
    }


def _fresh() -> Message:
    return {"ttlMs": FRESH_MILLISECONDS, "cacheScope": "public"}


_METHODS: dict[str, Callable[[Mapping[str, Any]], Message]] = {
    "initialize": _initialize,
    "server/discover": _discover,
    "ping": lambda params: {},
    "tools/list": _list,
    "tools/call": _call,
}
