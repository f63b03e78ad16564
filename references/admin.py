"""The reference library in the editors' site: records, wordings, and records that may be one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html

from kb import changes, state
from kb.admin import ListAdmin, ReadOnlyAdmin, ReadOnlyInline
from kb.confirming import ask, is_confirmed
from kb.markup.citation_style import reference_text
from references import indexing
from references.columns import DERIVED, fill
from references.merging import keep_apart, merge
from references.models import FormerKey, MergeProposal, Quotation, Reference, Verification


class CitedState(admin.SimpleListFilter):
    """Whether a published article cites the record."""

    title = "use"
    parameter_name = "cited"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Cited by an article"), ("no", "Cited by none")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reference]) -> QuerySet[Reference]:
        if self.value() not in ("yes", "no"):
            return queryset
        related = Reference._meta.get_field("citations").related_model
        cited = Exists(related._base_manager.filter(reference=OuterRef("pk")))
        return queryset.filter(cited if self.value() == "yes" else ~cited)


class ProposedState(admin.SimpleListFilter):
    """Whether the record may be the same work as another."""

    title = "twins"
    parameter_name = "twins"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "May be the same as another")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reference]) -> QuerySet[Reference]:
        if self.value() != "yes":
            return queryset
        pairs = MergeProposal.objects.filter(state=MergeProposal.State.OPEN)
        # Not one Exists with an "or" in it: databases look through all pairs for each record then.
        return queryset.filter(Q(pk__in=pairs.values("first")) | Q(pk__in=pairs.values("second")))


class ReferenceForm(forms.ModelForm):  # type: ignore[type-arg]
    """The record as CSL-JSON; the columns for search follow from it."""

    class Meta:
        model = Reference
        fields = ["key", "csl", "verification", "verified_against", "verification_note"]

    def clean_csl(self) -> dict[str, Any]:
        csl = self.cleaned_data["csl"]
        if not isinstance(csl, dict) or not str(csl.get("title") or "").strip():
            raise ValidationError("A record is a CSL-JSON item with at least a title.")
        _refuse_malformed(csl)
        return {name: value for name, value in csl.items() if name != "id"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "csl" in cleaned:
            self._refuse_taken(cleaned["csl"])
        checked = cleaned.get("verification") not in (None, Verification.UNVERIFIED)
        if checked and not (cleaned.get("verified_against") or cleaned.get("verification_note")):
            self.add_error("verified_against", "Say what the record was compared with.")
        return cleaned

    def _refuse_taken(self, csl: dict[str, Any]) -> None:
        wanted = fill(Reference(csl=csl))
        for column in ("doi", "pmid"):
            value = getattr(wanted, column)
            others = Reference.objects.filter(**{column: value}).exclude(pk=self.instance.pk)
            if value and others.exists():
                self.add_error(
                    "csl", f"The record {others[0].key} has this {column.upper()} already."
                )


def _refuse_malformed(csl: dict[str, Any]) -> None:
    """Refuse what the writers of references could not read: names that are no names."""
    for role in ("author", "editor"):
        names = csl.get(role) or []
        if not isinstance(names, list) or not all(isinstance(name, dict) for name in names):
            raise ValidationError(f"“{role}” must be a list of names, each an object.")


class QuotationInline(ReadOnlyInline):
    """Wordings that led to the record."""

    model = Quotation
    fields = ["raw", "verdict", "note"]
    readonly_fields = fields
    show_change_link = True


@admin.register(Reference)
class ReferenceAdmin(ListAdmin):
    form = ReferenceForm
    list_display = [
        "key",
        "short_title",
        "authors_short",
        "year",
        "type",
        "verification",
        "is_public",
        "cited_by",
        "updated_at",
    ]
    list_filter = ["verification", "is_public", CitedState, ProposedState, "type"]
    search_fields = ["key", "title", "authors", "container", "doi", "pmid"]
    search_help_text = "Keys, titles, authors, journals, DOIs and PubMed numbers"
    ordering = ["key"]
    date_hierarchy = "verified_at"
    inlines = [QuotationInline]
    readonly_fields = (
        "written",
        *DERIVED,
        "is_public",
        "verified_by",
        "verified_by_name",
        "verified_at",
        "created_at",
        "updated_at",
    )
    fieldsets = [
        (None, {"fields": ["key", "written", "csl"]}),
        (
            "Verification",
            {
                "fields": [
                    "verification",
                    "verified_against",
                    "verification_note",
                    ("verified_at", "verified_by_name", "verified_by"),
                ]
            },
        ),
        (
            "What the record says",
            {
                "fields": [
                    ("type", "year"),
                    "title",
                    "authors",
                    "container",
                    ("doi", "pmid"),
                    ("is_public", "created_at", "updated_at"),
                ],
                "classes": ["collapse"],
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reference]:
        records = super().get_queryset(request)
        match = request.resolver_match
        if match is None or not (match.url_name or "").endswith("_changelist"):
            return records
        return records.defer("csl").annotate(article_count=_article_count())

    def has_delete_permission(self, request: HttpRequest, obj: Reference | None = None) -> bool:
        """Refuse to delete what an article lists or a wording led to."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not (obj.is_public or obj.quotations.exists()))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def save_model(self, request: HttpRequest, obj: Reference, form: Any, change: bool) -> None:
        """Derive the columns, and note who verified the record when that changed."""
        fill(obj)
        if {"verification", "verified_against"} & set(form.changed_data):
            _note_checker(obj, request.user)
        super().save_model(request, obj, form, change)
        former = form.initial.get("key")
        if change and "key" in form.changed_data and former:
            FormerKey.objects.get_or_create(key=former, defaults={"reference": obj})
            changes.record(changes.REFERENCE, [changes.Fact(former, renamed_to=obj.key)])
        if obj.is_public:
            indexing.show(Reference.objects.filter(pk=obj.pk))
            self.after_change(request, [obj.key])

    def after_change(self, request: HttpRequest, keys: list[str]) -> None:
        """Say that public records changed; who shows them elsewhere hooks in here."""
        state.advance()

    @admin.display(description="title", ordering="title")
    def short_title(self, record: Reference) -> str:
        return record.title if len(record.title) <= 90 else record.title[:89] + "…"

    @admin.display(description="authors", ordering="author_year")
    def authors_short(self, record: Reference) -> str:
        names = record.authors.split(", ")
        return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")

    @admin.display(description="cited by", ordering="article_count")
    def cited_by(self, record: Any) -> int | str:
        return record.article_count or ""

    @admin.display(description="as readers see it")
    def written(self, record: Reference) -> str:
        return reference_text(record.csl)


def _article_count() -> Any:
    """Return an annotation: how many published articles list the record; counted row by row."""
    related = Reference._meta.get_field("citations").related_model
    rows = related._base_manager.filter(reference=OuterRef("pk")).order_by().values("reference")
    counted = rows.annotate(number=Count("article", distinct=True)).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _note_checker(record: Reference, user: Any) -> None:
    if record.verification == Verification.UNVERIFIED:
        record.verified_by, record.verified_by_name, record.verified_at = None, "", None
        return
    record.verified_by = user
    record.verified_by_name = user.get_full_name() or user.get_username()
    record.verified_at = timezone.localdate()


@admin.register(Quotation)
class QuotationAdmin(ListAdmin):
    """References as documents give them, and what became of checking them."""

    list_display = ["short_raw", "verdict", "reference", "in_ledger"]
    list_filter = ["verdict", "in_ledger", ("reference", admin.EmptyFieldListFilter)]
    list_select_related = ["reference"]
    search_fields = ["raw", "reference__key", "note"]
    autocomplete_fields = ["reference"]
    readonly_fields = ["raw", "csl", "in_ledger"]
    fields = ["raw", "csl", "verdict", "reference", "wrong", "note", "see", "in_ledger"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="as given", ordering="raw")
    def short_raw(self, row: Quotation) -> str:
        return row.raw if len(row.raw) <= 120 else row.raw[:119] + "…"


@admin.register(MergeProposal)
class MergeProposalAdmin(ReadOnlyAdmin):
    """Pairs of records that may be one work. An editor merges them or keeps them apart."""

    list_display = ["pair", "score", "reason", "state", "settled_by", "settled_at"]
    list_filter = ["state"]
    list_select_related = ["first", "second", "settled_by"]
    search_fields = ["first__key", "second__key", "first__title", "second__title"]
    ordering = ["state", "-score"]
    actions = ["keep_first", "keep_second", "keep_both"]  # type: ignore[assignment]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let editors reach the list's actions; the form itself stays read-only."""
        return obj is None and request.user.has_perm("references.change_mergeproposal")

    @admin.display(description="records")
    def pair(self, proposal: MergeProposal) -> str:
        return format_html(
            "<b>{}</b>: {}<br><b>{}</b>: {}",
            proposal.first.key,
            reference_text(proposal.first.csl),
            proposal.second.key,
            reference_text(proposal.second.csl),
        )

    @admin.action(description="Merge, keeping the first record …", permissions=["change"])
    def keep_first(
        self, request: HttpRequest, queryset: QuerySet[MergeProposal]
    ) -> HttpResponse | None:
        """Merge the second records into the first ones."""
        return self._merge(request, queryset, is_first_kept=True)

    @admin.action(description="Merge, keeping the second record …", permissions=["change"])
    def keep_second(
        self, request: HttpRequest, queryset: QuerySet[MergeProposal]
    ) -> HttpResponse | None:
        """Merge the first records into the second ones."""
        return self._merge(request, queryset, is_first_kept=False)

    @admin.action(description="Keep both: they are different works", permissions=["change"])
    def keep_both(self, request: HttpRequest, queryset: QuerySet[MergeProposal]) -> None:
        for proposal in queryset:
            keep_apart(proposal, by=request.user)
        messages.success(request, "The records stay apart and will not be proposed again.")

    def _merge(
        self, request: HttpRequest, queryset: QuerySet[MergeProposal], *, is_first_kept: bool
    ) -> HttpResponse | None:
        if not is_confirmed(request, queryset):
            said = "The other record's key will lead to the one kept. This cannot be undone."
            label = f"Merge, keeping the {'first' if is_first_kept else 'second'} record"
            return ask(request, self, queryset, label=label, explanation=said)
        kept_keys: list[str] = []
        for pk in list(queryset.values_list("pk", flat=True)):
            proposal = self.model.objects.filter(pk=pk).select_related("first", "second").first()
            if proposal is None:  # It fell away when a pair before it was merged.
                continue
            first, second = proposal.first, proposal.second
            gone, kept = (second, first) if is_first_kept else (first, second)
            merge(gone, kept, by=request.user)
            kept_keys.append(kept.key)
        if kept_keys:
            self.after_change(request, kept_keys)
        messages.success(request, f"{len(kept_keys)} merged.")
        return None

    def after_change(self, request: HttpRequest, keys: list[str]) -> None:
        """Say that public records changed; who shows them elsewhere hooks in here."""
        state.advance()


@admin.register(FormerKey)
class FormerKeyAdmin(ReadOnlyAdmin):
    """Keys that records had before they were merged or renamed."""

    list_display = ["key", "reference"]
    list_select_related = ["reference"]
    search_fields = ["key", "reference__key"]
