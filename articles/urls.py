"""Addresses of articles, below ``/articles/``."""

from django.urls import path, re_path

from articles import views

app_name = "articles"

urlpatterns = [
    path("", views.articles, name="list"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/versions/", views.versions, name="versions"),
    path("<slug:slug>/versions/<int:number>/", views.version, name="version"),
    path("<slug:slug>/versions/<int:old>..<int:new>/", views.difference, name="difference"),
    re_path(
        r"^(?P<slug>[-\w]+)/references\.(?P<ending>bib|ris|json)$", views.references, name="file"
    ),
    re_path(
        r"^(?P<slug>[-\w]+)/(?P<tier>fundamentals|intermediate|academic)/$",
        views.tier,
        name="tier",
    ),
]
