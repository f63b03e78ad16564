"""The shapes of the API's answers about articles, for its OpenAPI description.

Answers are made by :mod:`articles.api.answers` from stored JSON; no serializer runs when one is
read. Tests hold the two together.
"""

from __future__ import annotations

from typing import get_args

from rest_framework import serializers

from articles.models import Version
from articles.review import STATES
from kb.document.diff import Fate
from kb.document.tree import TIERS
from references.models import Verification

FATES = get_args(Fate)
WORD_FATES = ("same", "added", "removed")
BLOCKS = ("paragraph", "pullquote", "heading", "list", "table")


class TopicSerializer(serializers.Serializer):
    slug = serializers.SlugField()
    name = serializers.CharField()


class TopicRowSerializer(TopicSerializer):
    articles = serializers.IntegerField(help_text="How many published articles it groups.")
    articles_url = serializers.URLField()


class ReviewSerializer(serializers.Serializer):
    state = serializers.ChoiceField(STATES)
    reviewed_at = serializers.DateField(allow_null=True)
    reviewed_by = serializers.CharField(allow_null=True)
    due = serializers.DateField(allow_null=True)


class ReadingSerializer(serializers.Serializer):
    grade = serializers.FloatField(help_text="Flesch-Kincaid grade, as measured.")
    words = serializers.IntegerField()
    minutes = serializers.IntegerField()


class DetailedReadingSerializer(ReadingSerializer):
    smog = serializers.FloatField(help_text="SMOG grade.")
    ceiling = serializers.FloatField(allow_null=True, help_text="Highest grade meant for the tier.")
    above_ceiling = serializers.BooleanField()


class TierRowSerializer(serializers.Serializer):
    tier = serializers.ChoiceField(TIERS)
    label = serializers.CharField()
    url = serializers.URLField()
    reading = ReadingSerializer()


class ListItemSerializer(serializers.Serializer):
    lead = serializers.CharField(allow_null=True)
    text = serializers.CharField(allow_blank=True)
    children = serializers.ListField(
        child=serializers.JSONField(), required=False, help_text="Lists nested in the item."
    )


class BlockSerializer(serializers.Serializer):
    """One block of the document, in plain text. Which members it has depends on its type."""

    type = serializers.ChoiceField(BLOCKS)
    text = serializers.CharField(
        required=False, allow_blank=True, help_text="Of a paragraph, pull quote or heading."
    )
    ordered = serializers.BooleanField(required=False, help_text="Of a list.")
    items = ListItemSerializer(many=True, required=False, help_text="Of a list.")
    caption = serializers.CharField(required=False, allow_null=True, help_text="Of a table.")
    header = serializers.ListField(
        child=serializers.CharField(allow_blank=True), required=False, help_text="Of a table."
    )
    rows = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(allow_blank=True)),
        required=False,
        help_text="Of a table.",
    )


class SectionSerializer(serializers.Serializer):
    anchor = serializers.CharField()
    heading = serializers.CharField(allow_null=True, help_text="Null for a tier's opening.")
    level = serializers.IntegerField()
    reading = ReadingSerializer()
    markdown = serializers.CharField(allow_blank=True)
    html = serializers.CharField(allow_blank=True)
    blocks = BlockSerializer(many=True)


class TierSerializer(TierRowSerializer):
    reading = DetailedReadingSerializer()
    sections = SectionSerializer(many=True)


class ReflectionSerializer(serializers.Serializer):
    blocks = BlockSerializer(many=True)
    html = serializers.CharField()


class SourceSerializer(serializers.Serializer):
    name = serializers.CharField(help_text="The file's name.")
    sha256 = serializers.CharField()
    layout = serializers.CharField()
    imported_at = serializers.DateTimeField()
    url = serializers.CharField(allow_blank=True, help_text="Where it was published before.")
    title_source = serializers.CharField()


class QuotationSerializer(serializers.Serializer):
    verdict = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    wrong = serializers.JSONField(help_text="Fields the document gives wrongly.")
    found = serializers.CharField(allow_blank=True)


class CitedReferenceSerializer(serializers.Serializer):
    number = serializers.IntegerField(help_text="Place in the article's list, from 1.")
    key = serializers.CharField()
    raw = serializers.CharField(allow_blank=True, help_text="As the source gives it.")
    csl = serializers.DictField(help_text="The record as CSL-JSON.")
    verification = serializers.ChoiceField(Verification.values)
    url = serializers.URLField()
    text = serializers.CharField(help_text="The record as a written reference.")
    quotation = QuotationSerializer(allow_null=True)


class LinkedTermSerializer(serializers.Serializer):
    slug = serializers.SlugField()
    name = serializers.CharField()
    url = serializers.URLField()


class VersionRowSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    url = serializers.URLField()
    api_url = serializers.URLField()
    published_at = serializers.DateTimeField()
    digest = serializers.CharField(help_text="SHA-256 of the canonical document.")
    note = serializers.CharField(allow_blank=True, help_text="What changed, for readers.")
    significance = serializers.ChoiceField(Version.Significance.values)


class ArticleBaseSerializer(serializers.Serializer):
    slug = serializers.SlugField()
    title = serializers.CharField()
    url = serializers.URLField()
    summary = serializers.CharField(allow_blank=True)
    topics = TopicSerializer(many=True)
    version = serializers.IntegerField()
    significance = serializers.ChoiceField(Version.Significance.values)
    published_at = serializers.DateTimeField(help_text="When this version was published.")
    first_published_at = serializers.DateTimeField()
    review = ReviewSerializer()


class ArticleRowSerializer(ArticleBaseSerializer):
    api_url = serializers.URLField()
    tiers = TierRowSerializer(many=True)


class ArticleSerializer(ArticleBaseSerializer):
    note = serializers.CharField(allow_blank=True)
    owner = serializers.CharField(allow_blank=True)
    digest = serializers.CharField(help_text="SHA-256 of the canonical document.")
    change_note = serializers.CharField(allow_blank=True)
    versions_url = serializers.URLField()
    source = SourceSerializer(allow_null=True)
    tiers = TierSerializer(many=True)
    reflection = ReflectionSerializer(allow_null=True)
    references = CitedReferenceSerializer(many=True)
    terms = LinkedTermSerializer(many=True)
    versions = VersionRowSerializer(many=True, required=False, help_text="When expanded.")


class PartFactsSerializer(serializers.Serializer):
    article = serializers.SlugField()
    title = serializers.CharField()
    version = serializers.IntegerField()
    digest = serializers.CharField(help_text="SHA-256 of the whole canonical document.")
    review = ReviewSerializer()


class ArticleTierSerializer(PartFactsSerializer, TierSerializer):
    pass


class ArticleSectionSerializer(PartFactsSerializer, SectionSerializer):
    tier = serializers.ChoiceField(TIERS)
    label = serializers.CharField()


class VersionSerializer(VersionRowSerializer):
    document = serializers.DictField(help_text="The whole document tree.")


class RunSerializer(serializers.Serializer):
    """Consecutive words of one fate."""

    fate = serializers.ChoiceField(WORD_FATES)
    text = serializers.CharField()


class ItemChangeSerializer(serializers.Serializer):
    fate = serializers.ChoiceField(FATES)
    depth = serializers.IntegerField(help_text="0 for an item of the list itself.")
    lead = RunSerializer(many=True)
    runs = RunSerializer(many=True)


class RowChangeSerializer(serializers.Serializer):
    fate = serializers.ChoiceField(FATES)
    cells = serializers.ListField(child=RunSerializer(many=True))


class BlockChangeSerializer(serializers.Serializer):
    """What became of a block. Which members it has depends on its type."""

    type = serializers.ChoiceField(BLOCKS)
    fate = serializers.ChoiceField(FATES)
    runs = RunSerializer(many=True, required=False, help_text="Of a text block.")
    ordered = serializers.BooleanField(required=False, help_text="Of a list.")
    items = ItemChangeSerializer(many=True, required=False, help_text="Of a list.")
    caption = RunSerializer(many=True, required=False, help_text="Of a table.")
    rows = RowChangeSerializer(
        many=True, required=False, help_text="Of a table, the first being its header."
    )


class SectionChangeSerializer(serializers.Serializer):
    fate = serializers.ChoiceField(FATES)
    tier = serializers.ChoiceField((*TIERS, "reflection"))
    anchor = serializers.CharField()
    heading = RunSerializer(many=True)
    blocks = BlockChangeSerializer(many=True)


class DifferenceSerializer(serializers.Serializer):
    article = serializers.SlugField()
    old = VersionRowSerializer()
    new = VersionRowSerializer()
    unchanged_sections = serializers.IntegerField()
    sections = SectionChangeSerializer(many=True, help_text="Those that differ.")
