"""The base of an address that speaks another standard than the API's own."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from kb.api import cors
from kb.api.throttling import Rate, say_rate


class AnyAnswer(BaseContentNegotiation):
    """Lets every request in: the answer's form is the view's own business."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        kind = (request.content_type or "").partition(";")[0].strip().lower()
        return next((each for each in parsers if each.media_type == kind), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class ServiceView(APIView):
    """Public and limited like the API, readable by every page; no cookie is read or set."""

    renderer_classes = (JSONRenderer,)
    content_negotiation_class = AnyAnswer
    schema = None
    rate: Rate | None = None
    is_open: ClassVar[bool] = True
    """Whether scripts of other sites' pages may read the answers."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kw: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kw)
        if self.is_open:
            cors.allow_reading(response)
        if self.rate:
            say_rate(response, self.rate)
        return response
