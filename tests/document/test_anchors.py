"""Anchors are readable, unique within a tier, and stay once given."""

from __future__ import annotations

import pytest

from kb.document.anchors import with_anchors
from kb.document.tree import Document, Section, Tier


def anchors(*headings, given=()):
    given = dict(given)
    sections = tuple(Section(h, (), anchor=given.get(n, "")) for n, h in enumerate(headings))
    document = with_anchors(Document("T", tiers=(Tier("academic", sections),)))
    return [section.anchor for section in document.tiers[0].sections]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ([None, "Cause"], ["introduction", "cause"]),
        (["Cause", "Cause", "cause!"], ["cause", "cause-2", "cause-3"]),
        (["17β-Estradiol", "17α-Estradiol"], ["17-beta-estradiol", "17-alpha-estradiol"]),
        (["???", "!!!"], ["section", "section-2"]),
        (["References", "Ref 3"], ["references-section", "ref-3-section"]),
        (["Introduction", None], ["introduction", "introduction-2"]),
    ],
)
def test_anchors_are_made_from_headings(headings, expected):
    assert anchors(*headings) == expected


def test_an_anchor_once_given_is_kept_and_others_avoid_it():
    assert anchors("Cause", "Reason", given={1: "cause"}) == ["cause-2", "cause"]


def test_a_bad_or_repeated_anchor_is_replaced():
    given = {0: "Not valid", 1: "main", 2: "c"}
    assert anchors("A", "B", "C", given=given) == ["a", "b", "c"]


def test_giving_anchors_twice_changes_nothing():
    document = Document("T", tiers=(Tier("academic", (Section("A", ()), Section("A", ()))),))
    once = with_anchors(document)
    assert with_anchors(once) == once
