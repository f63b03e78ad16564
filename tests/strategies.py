"""Hypothesis strategies for document trees, in normal form unless they say otherwise."""

from __future__ import annotations

from hypothesis import strategies as st

from kb.document.anchors import with_anchors
from kb.document.normal_form import normal_blocks, normal_document
from kb.document.normal_inlines import normal_text
from kb.document.tree import (
    TIERS,
    Citation,
    CitationItem,
    Code,
    Document,
    Emphasis,
    GlossaryEntry,
    Heading,
    Link,
    List,
    ListItem,
    Paragraph,
    PullQuote,
    ReferenceEntry,
    Section,
    Strong,
    Subscript,
    Superscript,
    Table,
    TermAlias,
    TermCode,
    TermDefinition,
    Text,
    Tier,
)

ODD = [
    *("1. ", "12.", "#", "# x", "> y", "- z", "+ ", "* ", "---", "***", "|", "a | b", "~~~", "==="),
    *("[@x]", "[@key, p. 3]", "[^1]", "[", "]", "](", "[a](b)", "![i](j)", "[a]: http://b", "!"),
    *("\\", "\\\\", "\\*", "\\1", "$1", "_a_", "a_b_c", "**b**", "*", "`", "``", "``c``"),
    *("<", "<b>", "</sup>", "<sup>", "<!-- -->", "&", "&amp;", "&#58;", "H&E", "p < 0.05"),
    *("https://example.org/a_b?c=1&d=2", "<https://example.org>", "@x", "@", "{#a}", "{", "}"),
    *("Table: t", "Table:", ": ", "– x", "Fundamentals: x", "Lay: y", "klzzwxh:0001", "'", '"'),
    *("  ", " ", "\t", "\n", "\n\n", "\u00a0", "’", "β", "µg", "10⁻³", "–", "∞"),
]
"""Strings that mean something to Markdown, HTML or our format."""

plain_words = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=12
)
texts = st.lists(st.sampled_from(ODD) | plain_words, min_size=1, max_size=4).map("".join)
keys = st.from_regex(r"[a-z][a-z0-9]{0,6}(?:-[a-z0-9]{1,4})?", fullmatch=True)
hrefs = st.sampled_from(
    """https://example.org/
    /glossary/bone/
    #top
    mailto:a@example.org
    http://a.org/?b=1&copy;=2
    https://example.org/a_(b)
    https://example.org/a b
    /é?q=*&x=[1]""".splitlines()
).map(str.strip)
citations = st.lists(
    st.builds(CitationItem, keys, st.just("") | texts), min_size=1, max_size=3
).map(lambda items: Citation(tuple(items)))
leaves = st.builds(Text, texts) | st.builds(Code, texts) | citations


def _nested(children: st.SearchStrategy) -> st.SearchStrategy:
    inner = st.lists(children, min_size=1, max_size=3).map(tuple)
    simple = st.sampled_from([Strong, Emphasis, Subscript, Superscript])
    return st.builds(lambda kind, nodes: kind(nodes), simple, inner) | st.builds(Link, hrefs, inner)


inlines = st.lists(st.recursive(leaves, _nested, max_leaves=5), max_size=5).map(tuple)
"""Inline content in any form."""

_flat_items = st.builds(ListItem, inlines, st.none() | inlines)
_flat_lists = st.builds(List, st.lists(_flat_items, max_size=3).map(tuple), st.booleans())


def _deeper(children: st.SearchStrategy) -> st.SearchStrategy:
    nested = st.lists(children, max_size=2).map(tuple)
    items = st.builds(ListItem, inlines, st.none() | inlines, nested)
    return st.builds(List, st.lists(items, min_size=1, max_size=3).map(tuple), st.booleans())


lists = st.recursive(_flat_lists, _deeper, max_leaves=3)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables of one to four columns."""
    width = draw(st.integers(1, 4))
    cells = st.tuples(*[inlines] * width)
    return Table(draw(cells), tuple(draw(st.lists(cells, max_size=3))), draw(st.none() | inlines))


any_blocks = st.lists(
    st.builds(Paragraph, inlines)
    | st.builds(PullQuote, inlines)
    | st.builds(Heading, texts)
    | lists
    | tables(),
    max_size=5,
).map(tuple)
"""Blocks in any form."""

blocks = any_blocks.map(normal_blocks)
"""Blocks in normal form."""

_lines = texts.map(normal_text)
_names = _lines.filter(bool)
sections = st.builds(Section, st.none() | texts, blocks)
tiers = st.builds(Tier, st.sampled_from(TIERS), st.lists(sections, max_size=3).map(tuple))
csl = st.fixed_dictionaries(
    {"type": st.just("article-journal"), "title": _names},
    optional={"author": st.lists(st.fixed_dictionaries({"family": _names}), max_size=2)},
)
references = st.builds(ReferenceEntry, _lines, csl, keys) | st.builds(ReferenceEntry, _names)
_parts = _names.map(lambda text: text.replace(";", ",").strip())


def _some(values: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(values, max_size=2).map(tuple)


entries = st.builds(
    GlossaryEntry,
    term=_names,
    definitions=_some(st.builds(TermDefinition, _names, st.none() | st.sampled_from(TIERS))),
    aliases=_some(
        st.builds(
            TermAlias,
            _parts.filter(bool),
            st.sampled_from(["synonym", "abbreviation", "lay", "spelling", "plural"]),
        )
    ),
    codes=_some(
        st.builds(
            TermCode, st.sampled_from(["MeSH", "LOINC"]), keys, st.sampled_from(["", "Bone (part)"])
        )
    ),
    kind=st.sampled_from(["", "test", "body part"]),
    related=_some(_parts.filter(bool)),
    references=_some(keys),
)
documents = st.builds(
    Document,
    title=_names,
    title_source=st.just("front-matter"),
    slug=st.just("") | keys,
    summary=_lines,
    topics=_some(_names),
    url=st.sampled_from(["", "https://example.org/x"]),
    owner=_lines,
    note=_lines,
    tiers=st.lists(tiers, max_size=3).map(tuple),
    reflection=st.none() | blocks,
    references=_some(references),
    glossary=_some(entries),
).map(lambda document: with_anchors(normal_document(document)))
"""Documents in normal form, with anchors, as a source in our Markdown may hold them."""
