"""Addresses of the glossary, below ``/glossary/``."""

from django.urls import path

from glossary import views

app_name = "glossary"

urlpatterns = [
    path("", views.terms, name="list"),
    path("compare/", views.compare_form, name="compare-form"),
    path("<slug:one>..<slug:other>/", views.compare, name="compare"),
    path("<slug:slug>/", views.detail, name="detail"),
]
