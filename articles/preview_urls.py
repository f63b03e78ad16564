"""Addresses of drafts shown to reviewers, below ``/preview/``."""

from django.urls import path, re_path

from articles import preview_views

app_name = "preview"

urlpatterns = [
    path("<str:token>/", preview_views.preview, name="first"),
    re_path(
        r"^(?P<token>[^/]+)/(?P<tier>fundamentals|intermediate|academic)/$",
        preview_views.preview,
        name="tier",
    ),
]
