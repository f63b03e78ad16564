"""Addresses of search."""

from django.urls import path

from kb.search import views

urlpatterns = [
    path("", views.results, name="search"),
    path("suggest", views.suggestions, name="search-suggest"),
]
