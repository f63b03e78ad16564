"""Addresses of the editors' site; importing this is what finds its pages."""

from django.contrib import admin

admin.autodiscover()

urlpatterns, app_name, _ = admin.site.urls
