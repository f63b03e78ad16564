"""Addresses of the reference library, from the site's root."""

from django.urls import path, re_path

from kb.lazy_urls import view

app_name = "references"

ENDING = r"(?P<ending>bib|ris|json)"

urlpatterns = [
    re_path(
        rf"^references/?\.{ENDING}$", view("references.views.download_library"), name="library-file"
    ),
    path("references/", view("references.views.library"), name="list"),
    re_path(
        rf"^references/(?P<key>[-\w]+)\.{ENDING}$", view("references.views.download"), name="file"
    ),
    path("references/<slug:key>/", view("references.views.detail"), name="detail"),
]
