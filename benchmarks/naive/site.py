"""The naive site's views and addresses."""

from __future__ import annotations

import re

import bleach
import markdown
from django.shortcuts import get_object_or_404, render
from django.urls import include, path
from rest_framework import serializers, viewsets
from rest_framework.routers import DefaultRouter

from benchmarks.naive.models import Article, Term

TAGS = ("p", "h1", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "table")
TAGS += ("thead", "tbody", "tr", "th", "td", "sup", "sub", "code", "pre", "br")


def article(request, slug):
    found = get_object_or_404(Article, slug=slug)
    html = bleach.clean(markdown.markdown(found.text, extensions=["tables"]), tags=TAGS)
    for term in Term.objects.all():
        link = rf'<a class="term" href="/glossary/#{term.pk}" title="{term.definition}">\1</a>'
        pattern = rf"\b({re.escape(term.name)})\b(?![^<]*>)"
        html = re.sub(pattern, link, html, count=1, flags=re.IGNORECASE)
    return render(request, "article.html", {"article": found, "html": html})


def glossary(request):
    return render(request, "glossary.html", {"terms": Term.objects.order_by("name")})


def search(request):
    query = request.GET.get("q", "")
    found = Article.objects.filter(text__icontains=query)[:10]
    return render(request, "search.html", {"query": query, "found": found})


class TermSerializer(serializers.ModelSerializer):
    class Meta:
        model = Term
        fields = "__all__"


class ArticleSerializer(serializers.ModelSerializer):
    terms = TermSerializer(many=True)
    html = serializers.SerializerMethodField()

    class Meta:
        model = Article
        fields = "__all__"

    def get_html(self, row):
        return bleach.clean(markdown.markdown(row.text, extensions=["tables"]), tags=TAGS)


class RowSerializer(serializers.ModelSerializer):
    class Meta:
        model = Article
        fields = ("slug", "title", "created_at", "terms")


class ArticleViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Article.objects.order_by("title")
    lookup_field = "slug"

    def get_serializer_class(self):
        return RowSerializer if self.action == "list" else ArticleSerializer


router = DefaultRouter()
router.register("articles", ArticleViewSet)

urlpatterns = [
    path("articles/<slug:slug>/", article),
    path("glossary/", glossary),
    path("search/", search),
    path("api/", include(router.urls)),
]
