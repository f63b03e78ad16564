"""The shapes of the API's answers about terms, for its OpenAPI description."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from glossary.models import Alias
from kb.document.tree import TIERS

MAX_TEXT = 200_000
"""Most characters of a text to annotate."""


class TermNameSerializer(serializers.Serializer):
    slug = serializers.SlugField()
    name = serializers.CharField()
    url = serializers.URLField()


class TermRowSerializer(TermNameSerializer):
    api_url = serializers.URLField()
    initial = serializers.CharField(help_text="A to Z, or #.")
    kind = serializers.CharField(allow_blank=True)
    aliases = serializers.ListField(child=serializers.CharField())


class OtherNameSerializer(serializers.Serializer):
    text = serializers.CharField()
    kind = serializers.ChoiceField(Alias.Kind.values)


class DefinitionSerializer(serializers.Serializer):
    tier = serializers.ChoiceField(TIERS, allow_null=True, help_text="Null for every reader.")
    text = serializers.CharField()
    source = serializers.CharField(allow_blank=True)
    reviewed_at = serializers.DateField(allow_null=True)
    reviewed_by = serializers.CharField(allow_null=True)
    references = serializers.ListField(child=serializers.CharField(), help_text="Keys.")


class CodeSerializer(serializers.Serializer):
    system = serializers.CharField()
    code = serializers.CharField()
    display = serializers.CharField(allow_blank=True)


class UseSerializer(serializers.Serializer):
    article = serializers.SlugField()
    title = serializers.CharField()
    tier = serializers.ChoiceField(TIERS)
    anchor = serializers.CharField()
    heading = serializers.CharField(allow_null=True)
    url = serializers.URLField()


class WordingSerializer(serializers.Serializer):
    requested = serializers.ChoiceField(TIERS)
    resolved = serializers.ChoiceField(
        TIERS, allow_null=True, help_text="Whose wording it is; null when it is everybody's."
    )
    fallback = serializers.BooleanField(help_text="True when it is another tier's wording.")
    text = serializers.CharField()
    source = serializers.CharField(allow_blank=True)
    reviewed = serializers.BooleanField(help_text="Whether a clinician signed it off.")


class TermListRowSerializer(TermRowSerializer):
    definition = WordingSerializer(
        allow_null=True, required=False, help_text="For the reader `tier` names, with `tier` only."
    )
    definitions = DefinitionSerializer(many=True, required=False, help_text="When expanded.")
    codes = CodeSerializer(many=True, required=False, help_text="When expanded.")


class TermSerializer(TermRowSerializer):
    digest = serializers.CharField(help_text="SHA-256 of names, codes and definitions.")
    definition = WordingSerializer(
        allow_null=True, help_text="For the reader `tier` names; null without `tier`."
    )
    names = OtherNameSerializer(many=True, help_text="The aliases with their kinds.")
    definitions = DefinitionSerializer(many=True)
    codes = CodeSerializer(many=True)
    related = TermNameSerializer(many=True)
    used_in = UseSerializer(many=True)
    articles_url = serializers.URLField(help_text="The articles that link the term.")


class FoundTermSerializer(serializers.Serializer):
    slug = serializers.SlugField()
    name = serializers.CharField()
    url = serializers.URLField()
    start = serializers.IntegerField(help_text="First code point of the mention.")
    end = serializers.IntegerField(help_text="Code point after the mention.")
    tier = serializers.ChoiceField(
        TIERS, allow_null=True, help_text="Whose wording it is; null when it is everybody's."
    )
    fallback = serializers.BooleanField(help_text="True when it is another tier's wording.")
    definition = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)


class AnnotationsSerializer(serializers.Serializer):
    terms = FoundTermSerializer(many=True)


class TextField(serializers.Field):
    """Text as it is: nothing trimmed, nothing made into text that is none."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError("This is not text.")
        if len(data) > MAX_TEXT:
            raise serializers.ValidationError(f"Send at most {MAX_TEXT:,} characters.")
        return data


class AnnotateSerializer(serializers.Serializer):
    """A text to find terms in: ``text`` or ``html``, and whose definitions to give."""

    text = TextField(required=False)
    html = TextField(required=False)
    tier = serializers.ChoiceField(TIERS, default=TIERS[0])

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if ("text" in given) == ("html" in given):
            raise serializers.ValidationError("Give either text or html.")
        return given

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        if unknown:
            known = ", ".join(self.fields)
            raise serializers.ValidationError(
                {name: [f"There is no such field here. Known: {known}."] for name in unknown}
            )
        return super().to_internal_value(data)


def _request_with(name: str) -> dict[str, Any]:
    tier = {"type": "string", "enum": list(TIERS), "default": TIERS[0]}
    return {
        "type": "object",
        "required": [name],
        "properties": {name: {"type": "string", "maxLength": MAX_TEXT}, "tier": tier},
        "additionalProperties": False,
    }


ANNOTATE = {"oneOf": [_request_with("text"), _request_with("html")]}
"""What :class:`AnnotateSerializer` takes, as OpenAPI says "one of the two"."""
