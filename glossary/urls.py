"""Addresses of the glossary, below ``/glossary/``."""

from django.urls import path

from glossary import views

app_name = "glossary"

urlpatterns = [
    path("", views.terms, name="list"),
    path("<slug:slug>/", views.detail, name="detail"),
]
