"""Addresses of the Infobutton service.

With and without a slash, because a redirect would lose what a POST carries; ``service`` and
``application`` besides, because that is what clients of MedlinePlus Connect add to a base address.
"""

from django.urls import re_path

from articles.infobutton.views import InfobuttonView

urlpatterns = [
    re_path(r"^infobutton(?:/service)?/?$", InfobuttonView.as_view(), name="infobutton"),
    re_path(
        r"^infobutton/application/?$",
        InfobuttonView.as_view(default_kind="page"),
        name="infobutton-page",
    ),
]
