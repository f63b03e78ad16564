"""Addresses of the glossary, below ``/glossary/``."""

from django.urls import path

from kb.lazy_urls import view

app_name = "glossary"

urlpatterns = [
    path("", view("glossary.views.terms"), name="list"),
    path("compare/", view("glossary.views.compare_form"), name="compare-form"),
    path("<slug:one>..<slug:other>/", view("glossary.views.compare"), name="compare"),
    path("<slug:slug>/", view("glossary.views.detail"), name="detail"),
]
