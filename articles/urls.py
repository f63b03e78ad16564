"""Addresses of articles, below ``/articles/``."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from articles import views
from kb.lazy_urls import view

app_name = "articles"


def _of_versions(name: str) -> Callable[..., HttpResponseBase]:
    return view(f"articles.version_views.{name}")


urlpatterns = [
    path("", views.articles, name="list"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/versions/", _of_versions("versions"), name="versions"),
    path("<slug:slug>/versions/<int:number>/", _of_versions("version"), name="version"),
    re_path(
        r"^(?P<slug>[-\w]+)/versions/(?P<number>\d{1,9})/cite\.(?P<ending>bib|ris|json)$",
        _of_versions("cite"),
        name="cite",
    ),
    path(
        "<slug:slug>/versions/<int:old>..<int:new>/",
        _of_versions("difference"),
        name="difference",
    ),
    # No cookie says who is asking, so there is no session that another site could abuse.
    path(
        "<slug:slug>/feedback/",
        csrf_exempt(view("articles.feedback_views.answer")),
        name="feedback",
    ),
    path("<slug:slug>/feedback/thanks/", view("articles.feedback_views.thanks"), name="thanks"),
    re_path(
        r"^(?P<slug>[-\w]+)/references\.(?P<ending>bib|ris|json)$", views.references, name="file"
    ),
    re_path(
        r"^(?P<slug>[-\w]+)/(?P<tier>fundamentals|intermediate|academic)/$",
        views.tier,
        name="tier",
    ),
]
