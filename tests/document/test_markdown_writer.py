"""Reading what was written gives the same tree."""

from __future__ import annotations

from hypothesis import given, settings

from kb.document.markdown_writer import write_blocks
from kb.document.normal_form import normal_blocks
from kb.markup.markdown import read_blocks
from tests import strategies


@given(strategies.blocks)
@settings(max_examples=40, deadline=None)
def test_reading_what_was_written_gives_the_same_blocks(blocks):
    assert read_blocks(write_blocks(blocks)).blocks == blocks


@given(strategies.any_blocks)
@settings(max_examples=40, deadline=None)
def test_the_normal_form_is_normal(blocks):
    once = normal_blocks(blocks)
    assert normal_blocks(once) == once
