from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtailcache.cache import WagtailCacheMixin


class ArticlePage(WagtailCacheMixin, Page):
    """An article; a folder of them is one without a text."""

    introduction = models.TextField(blank=True)
    body = RichTextField(blank=True)
    template = "article_page.html"
