"""Addresses of the FHIR server, below ``/fhir/``."""

from django.urls import path, re_path

from articles.fhir import views
from articles.fhir.capability import TYPES

_KIND = rf"(?P<kind>{'|'.join(TYPES)})"

urlpatterns = [
    path("metadata", views.MetadataView.as_view(), name="fhir"),
    re_path(r"^ValueSet/glossary/\$expand$", views.ExpandView.as_view(), name="fhir-expand"),
    re_path(rf"^{_KIND}/?$", views.SearchView.as_view(), name="fhir-search"),
    re_path(rf"^{_KIND}/(?P<id>[^/]+)$", views.ReadView.as_view(), name="fhir-read"),
    re_path(r"", views.FhirView.as_view()),
]
