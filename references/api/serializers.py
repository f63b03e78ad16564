"""The shapes of the API's answers about references, for its OpenAPI description."""

from __future__ import annotations

from rest_framework import serializers

from kb.document.tree import TIERS
from references.models import Quotation, Verification


class ReferenceRowSerializer(serializers.Serializer):
    key = serializers.SlugField(help_text="Citation key, such as riggs-2002.")
    url = serializers.URLField()
    api_url = serializers.URLField()
    type = serializers.CharField(help_text="CSL type.")
    title = serializers.CharField(allow_blank=True)
    authors = serializers.CharField(
        allow_blank=True, help_text="Family and group names, separated by commas."
    )
    container = serializers.CharField(allow_blank=True, help_text="Journal, book or site.")
    year = serializers.IntegerField(allow_null=True)
    doi = serializers.CharField(allow_null=True)
    pmid = serializers.CharField(allow_null=True)
    verification = serializers.ChoiceField(Verification.values)
    text = serializers.CharField(help_text="The reference in AMA style.")
    csl = serializers.DictField(help_text="The record as CSL-JSON.")


class ReferenceQuotationSerializer(serializers.Serializer):
    """A wording in which documents cite the work, and what was found wrong with it."""

    raw = serializers.CharField()
    verdict = serializers.ChoiceField(Quotation.Verdict.values)
    wrong = serializers.DictField(child=serializers.CharField())
    note = serializers.CharField(allow_blank=True)
    see = serializers.ListField(
        child=serializers.CharField(), help_text="Keys of works that may have been meant."
    )


class CitingPlaceSerializer(serializers.Serializer):
    tier = serializers.ChoiceField(TIERS)
    heading = serializers.CharField(allow_null=True)
    url = serializers.URLField()


class CitingArticleSerializer(serializers.Serializer):
    article = serializers.SlugField()
    title = serializers.CharField()
    number = serializers.IntegerField(help_text="The work's number in the article's list.")
    url = serializers.URLField()
    places = CitingPlaceSerializer(many=True)


class FilesSerializer(serializers.Serializer):
    bib = serializers.URLField()
    ris = serializers.URLField()
    json = serializers.URLField()


class ReferenceSerializer(ReferenceRowSerializer):
    digest = serializers.CharField(help_text="SHA-256 of the record and its verification.")
    html = serializers.CharField(help_text="The reference in AMA style, as HTML.")
    verified_at = serializers.DateField(allow_null=True)
    verified_by = serializers.CharField(allow_null=True)
    verified_against = serializers.CharField(allow_blank=True)
    verification_note = serializers.CharField(allow_blank=True)
    quotations = ReferenceQuotationSerializer(many=True)
    cited_by = CitingArticleSerializer(many=True)
    articles_url = serializers.URLField(help_text="The articles that cite it.")
    files = FilesSerializer()
