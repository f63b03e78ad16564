"""The calendar of reviews, for programs that subscribe to it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles import review_calendar
from articles.preview_views import private
from kb.icalendar import CONTENT_TYPE


@private
@require_safe
def reviews(request: HttpRequest, token: str) -> HttpResponse:
    """Answer with the calendar that the address is signed for."""
    opened = review_calendar.open_address(token)
    if opened is None:
        raise Http404
    response = HttpResponse(review_calendar.calendar(*opened), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'inline; filename="reviews.ics"'
    return response
