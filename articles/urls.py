"""Addresses of articles, below ``/articles/``."""

from django.urls import path, re_path

from articles import views

app_name = "articles"

urlpatterns = [
    path("", views.articles, name="list"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/versions/", views.versions, name="versions"),
    path("<slug:slug>/versions/<int:number>/", views.version, name="version"),
    re_path(
        r"^(?P<slug>[-\w]+)/versions/(?P<number>\d{1,9})/cite\.(?P<ending>bib|ris|json)$",
        views.cite,
        name="cite",
    ),
    path("<slug:slug>/versions/<int:old>..<int:new>/", views.difference, name="difference"),
    path("<slug:slug>/feedback/", views.answer, name="feedback"),
    path("<slug:slug>/feedback/thanks/", views.thanks, name="thanks"),
    re_path(
        r"^(?P<slug>[-\w]+)/references\.(?P<ending>bib|ris|json)$", views.references, name="file"
    ),
    re_path(
        r"^(?P<slug>[-\w]+)/(?P<tier>fundamentals|intermediate|academic)/$",
        views.tier,
        name="tier",
    ),
]
