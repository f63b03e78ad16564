"""What readers say of a version: counted by address for an hour, kept without one for good."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.models import TIER_CHOICES, Feedback, Version
from kb.api.throttling import AddressThrottle

SALT = "strata.feedback"


class FeedbackForm(forms.Form):
    """The form at the end of an article."""

    version = forms.IntegerField(min_value=1)
    tier = forms.ChoiceField(choices=TIER_CHOICES)
    helpful = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")])
    reason = forms.ChoiceField(choices=[("", ""), *Feedback.Reason.choices], required=False)
    note = forms.CharField(max_length=1000, required=False)
    website = forms.CharField(required=False)
    """Hidden from people; what fills it in is a program."""


class FeedbackThrottle(AddressThrottle):
    """So many answers of one address in a window; the address itself is not written anywhere."""

    scope = "feedback"

    def get_rate(self) -> str:
        return str(settings.KB_FEEDBACK_RATE)

    def get_cache_key(self, request: Any, view: Any) -> str:
        key = super().get_cache_key(request, view)
        return f"feedback-rate:{salted_hmac(SALT, key).hexdigest()}"


def may_answer(request: HttpRequest) -> bool:
    """Count an answer; say whether its address is within the limit."""
    return FeedbackThrottle().allow_request(request, SimpleNamespace())  # type: ignore[arg-type]


def keep(version: Version, answer: dict[str, Any]) -> Feedback:
    """Keep a reader's answer about a version."""
    return Feedback.objects.create(
        version=version,
        tier=answer["tier"],
        is_helpful=answer["helpful"] == "yes",
        reason=answer["reason"],
        note=answer["note"],
        received_on=timezone.localdate(),
    )
