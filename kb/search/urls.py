"""Addresses of search."""

from django.urls import path

from kb.lazy_urls import view

urlpatterns = [
    path("", view("kb.search.views.results"), name="search"),
    path("suggest", view("kb.search.views.suggestions"), name="search-suggest"),
]
