"""Addresses of the reference library, from the site's root."""

from django.urls import path, re_path

from references import views

app_name = "references"

ENDING = r"(?P<ending>bib|ris|json)"

urlpatterns = [
    re_path(rf"^references/?\.{ENDING}$", views.download_library, name="library-file"),
    path("references/", views.library, name="list"),
    re_path(rf"^references/(?P<key>[-\w]+)\.{ENDING}$", views.download, name="file"),
    path("references/<slug:key>/", views.detail, name="detail"),
]
