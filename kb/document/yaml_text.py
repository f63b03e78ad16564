"""YAML as front matter uses it: plain data, no tags, no aliases, bounded, errors with lines.

Numbers are read as numbers only where they are written as JSON writes whole numbers; dates,
versions and the like stay the strings they are. What is written here reads the same.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

MAX_LENGTH = 400_000
"""Longest YAML read, in characters."""
MAX_DEPTH = 12
"""Deepest nesting read."""
MAX_NODES = 50_000
"""Most values read."""


class YamlError(ValueError):
    """The YAML cannot be read. ``line`` counts from 1 within the YAML."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def _resolvers(owner: Any) -> None:
    owner.yaml_implicit_resolvers = {}
    for tag, pattern, first in (
        ("bool", r"true|false", "tf"),
        ("null", r"null|~|", "n~"),
        ("int", r"-?(?:0|[1-9][0-9]{0,17})", "-0123456789"),
    ):
        starts = [*first, ""] if tag == "null" else list(first)
        owner.add_implicit_resolver(
            f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), starts
        )


class _Loader(yaml.SafeLoader):
    """Refuses aliases, tags of its own, repeated keys and anything too deep or too much."""

    depth = 0
    nodes = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise YamlError("aliases (*) are not read", line)
        self.depth += 1
        self.nodes += 1
        if self.depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise YamlError("the values are nested too deep or too many", line)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise YamlError("a name was expected before the colon", _line(key))
            if key.value in seen:
                raise YamlError(f"“{key.value[:60]}” stands twice", _line(key))
            seen.add(key.value)
        return {str(key): value for key, value in super().construct_mapping(node, deep).items()}


class _Dumper(yaml.SafeDumper):
    """Writes with the same idea of what is a number, indenting lists under their names."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1 if node.start_mark else 1


_resolvers(_Loader)
_resolvers(_Dumper)


def load_yaml(text: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Return the mapping a YAML text holds, and the line of each of its names.

    An empty text is an empty mapping. Raises :class:`YamlError` for anything else.
    """
    if len(text) > MAX_LENGTH:
        raise YamlError(f"more than {MAX_LENGTH:,} characters", 1)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return {}, {}
        if not isinstance(node, yaml.MappingNode):
            raise YamlError("names and values (“title: …”) were expected", 1)
        values: dict[str, Any] = loader.construct_document(node)
        return values, {key.value: _line(key) for key, _ in node.value}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(error.problem or "unreadable", mark.line + 1 if mark else 1) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, YamlError):
            raise
        raise YamlError(str(error).splitlines()[0][:200], 1) from error
    finally:
        loader.dispose()


def dump_yaml(values: dict[str, Any]) -> str:
    """Return a mapping as YAML, in its own order, one line a value."""
    text: str = yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9)
    return text
