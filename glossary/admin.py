"""Terms in the editors' site, with their other names, definitions and codes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from glossary.models import Alias, Code, Definition, FormerSlug, Term
from glossary.release import index_terms
from kb import changes, state
from kb.admin import ListAdmin, ReadOnlyAdmin, count_of, is_list
from kb.search import index

SIGNED_OFF_BY = "articles.sign_off_article"
"""The permission of clinical reviewers, by name: the glossary knows nothing of articles."""


def defined(status: str) -> Exists:
    """Return a condition: the term has a definition of this status."""
    return Exists(Definition.objects.filter(term=OuterRef("pk"), status=status))


class DefinitionState(admin.SimpleListFilter):
    """What there is to decide about a term's definitions."""

    title = "definitions"
    parameter_name = "definitions"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("candidates", "With candidates to decide"),
            ("none", "Without a chosen definition"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Term]) -> QuerySet[Term]:
        if self.value() == "candidates":
            return queryset.filter(defined(Definition.Status.CANDIDATE))
        if self.value() == "none":
            return queryset.filter(~defined(Definition.Status.CHOSEN))
        return queryset


class UsedState(admin.SimpleListFilter):
    """Whether a published article links the term."""

    title = "use"
    parameter_name = "used"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Linked by an article"), ("no", "Linked by none")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Term]) -> QuerySet[Term]:
        if self.value() not in ("yes", "no"):
            return queryset
        uses = Term._meta.get_field("uses").related_model.objects.filter(term=OuterRef("pk"))
        return queryset.filter(Exists(uses) if self.value() == "yes" else ~Exists(uses))


class AliasInline(admin.TabularInline):
    model = Alias
    extra = 0
    fields = ["text", "kind"]


class DefinitionInline(admin.StackedInline):
    model = Definition
    extra = 0
    fields = [
        ("tier", "status"),
        "text",
        "source",
        "references",
        ("reviewed_at", "reviewed_by_name"),
    ]
    readonly_fields = ["reviewed_at", "reviewed_by_name"]
    autocomplete_fields = ["references"]
    ordering = ["tier", "status", "id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Definition]:
        return super().get_queryset(request).prefetch_related("references")


class CodeInline(admin.TabularInline):
    model = Code
    extra = 0


@admin.register(Term)
class TermAdmin(ListAdmin):
    list_display = [
        "name",
        "kind",
        "is_public",
        "is_linked",
        "chosen",
        "candidates",
        "articles_using",
        "updated_at",
    ]
    list_filter = ["is_public", "is_linked", DefinitionState, UsedState, "kind"]
    search_fields = ["name", "slug", "aliases__text"]
    search_help_text = "Names, addresses and other names"
    ordering = ["sort_name", "id"]
    autocomplete_fields = ["related"]
    readonly_fields = ["created_at", "updated_at"]
    inlines = [AliasInline, DefinitionInline, CodeInline]
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind"]}),
        ("Links", {"fields": ["is_public", "is_linked", "case_sensitive", "related"]}),
        ("Dates", {"fields": [("created_at", "updated_at")], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Term]:
        return super().get_queryset(request).annotate(**self.counts(request))

    def counts(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the list counts; pages that show no list count nothing."""
        if not is_list(request):
            return {}
        return {
            "chosen_count": _definitions(Definition.Status.CHOSEN),
            "candidate_count": _definitions(Definition.Status.CANDIDATE),
            "article_count": article_count(),
        }

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["name"]}

    def has_delete_permission(self, request: HttpRequest, obj: Term | None = None) -> bool:
        """Refuse to delete what readers can open or follow a link to."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not (obj.is_public or obj.uses.exists()))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Keep the old address of a renamed term, and tell the linker that names may differ."""
        super().save_related(request, form, formsets, change)
        if change and "slug" in form.changed_data:
            keep_address(form.instance, form.initial["slug"])
        index_terms([form.instance.pk])
        state.advance(glossary=True)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for each in formset.forms:
            if formset.model is Definition and "text" in each.changed_data:
                forget_review(each.instance)
        super().save_formset(request, form, formset, change)

    def view_on_site(self, term: Term) -> str | None:
        return term.get_absolute_url() if term.is_public else None

    @admin.display(description="definitions", ordering="chosen_count")
    def chosen(self, term: Any) -> int:
        return term.chosen_count

    @admin.display(description="candidates", ordering="candidate_count")
    def candidates(self, term: Any) -> int | str:
        return term.candidate_count or ""

    @admin.display(description="used in articles", ordering="article_count")
    def articles_using(self, term: Any) -> int | str:
        return term.article_count or ""


def keep_address(term: Term, former_slug: str) -> None:
    """Redirect the address a term had to the one it has now."""
    FormerSlug.objects.filter(slug=term.slug).delete()
    FormerSlug.objects.update_or_create(slug=former_slug, defaults={"term": term})
    index.remove("term", former_slug)
    changes.record(changes.TERM, [changes.Fact(former_slug, renamed_to=term.slug)])


def forget_review(definition: Definition) -> None:
    """Take the sign-off from a wording that nobody has signed off."""
    definition.reviewed_at, definition.reviewed_by = None, None
    definition.reviewed_by_name = ""


def _definitions(status: str) -> Any:
    return count_of(Definition.objects.filter(status=status), "term")


def article_count() -> Any:
    """Return an annotation: how many published articles link the term."""
    uses = Term._meta.get_field("uses").related_model.objects.filter(term=OuterRef("pk"))
    articles = uses.order_by().values("term").annotate(number=Count("article", distinct=True))
    return Coalesce(Subquery(articles.values("number"), output_field=IntegerField()), 0)


@admin.register(Definition)
class DefinitionAdmin(ListAdmin):
    """All definitions, to find the candidates that wait for a decision."""

    list_display = ["term", "tier", "status", "text", "source", "reviewed_at"]
    ordering = ["-id"]
    list_filter = ["status", "tier", ("reviewed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["term"]
    search_fields = ["term__name", "text", "source"]
    autocomplete_fields = ["term", "references"]
    readonly_fields = ["reviewed_at", "reviewed_by_name", "reviewed_by", "created_at"]
    actions = ["sign_off"]
    fields = [
        "term",
        ("tier", "status"),
        "text",
        "source",
        "references",
        ("reviewed_at", "reviewed_by_name", "reviewed_by"),
        "created_at",
    ]

    def save_model(self, request: HttpRequest, obj: Definition, form: Any, change: bool) -> None:
        if "text" in form.changed_data:
            forget_review(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        index_terms([form.instance.term_id])
        state.advance(glossary=True)

    def has_sign_off_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SIGNED_OFF_BY)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.action(description="Sign the chosen ones off clinically", permissions=["sign_off"])
    def sign_off(self, request: HttpRequest, queryset: QuerySet[Definition]) -> None:
        """Note that a clinician read these definitions and found them right."""
        count = queryset.filter(status=Definition.Status.CHOSEN).update(
            reviewed_at=timezone.localdate(),
            reviewed_by=request.user,
            reviewed_by_name=request.user.get_full_name() or request.user.get_username(),
        )
        state.advance()
        messages.success(request, f"{count} definitions are signed off.")


@admin.register(Alias)
class AliasAdmin(ReadOnlyAdmin):
    """Other names in one list; they are edited on their term."""

    list_display = ["text", "kind", "term"]
    ordering = ["folded", "id"]
    list_filter = ["kind"]
    list_select_related = ["term"]
    search_fields = ["text", "term__name"]


@admin.register(Code)
class CodeAdmin(ReadOnlyAdmin):
    """Codes in one list; they are edited on their term."""

    list_display = ["system", "code", "display", "term", "confidence"]
    list_filter = ["system", "confidence"]
    list_select_related = ["term"]
    search_fields = ["code", "display", "term__name"]


@admin.register(FormerSlug)
class FormerSlugAdmin(ReadOnlyAdmin):
    list_display = ["slug", "term"]
    list_select_related = ["term"]
    search_fields = ["slug", "term__name"]


from glossary import admin_unfound  # noqa: E402, F401 - registers itself
