"""What readers searched for in vain, as other names that terms may be given."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from glossary.models import Alias, Term
from glossary.release import index_terms
from kb import state
from kb.admin import ListAdmin
from kb.search.models import Unfound

ADDS_NAMES = "glossary.add_alias"


class UnfoundForm(forms.ModelForm):
    """The term that readers meant, if it is one."""

    term = forms.ModelChoiceField(
        Term.objects.all(),
        required=False,
        help_text="It is given these words as another name. Without a term they are set aside.",
    )
    kind = forms.ChoiceField(
        choices=Alias.Kind.choices, initial=Alias.Kind.LAY, label="What sort of name"
    )

    class Meta:
        model = Unfound
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["term"]
        field.widget = AutocompleteSelect(Alias._meta.get_field("term"), admin.site)
        field.widget.choices = field.choices


@admin.register(Unfound)
class UnfoundAdmin(ListAdmin):
    """Searches asked several times that found nothing; nothing says who asked."""

    form = UnfoundForm
    list_display = ["text", "count", "first_day", "last_day", "settled_at"]
    list_filter = [("settled_at", admin.EmptyFieldListFilter)]
    search_fields = ["text"]
    fields = ["text", ("count", "first_day", "last_day"), "settled_at", "term", "kind"]
    readonly_fields = ["text", "count", "first_day", "last_day", "settled_at"]
    actions = ["set_aside"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Unfound]:
        return super().get_queryset(request).exclude(text="")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ADDS_NAMES)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(ADDS_NAMES)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(ADDS_NAMES)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Unfound, form: Any, change: bool) -> None:
        term = form.cleaned_data["term"]
        if term is not None:
            give_name(term, obj.text, form.cleaned_data["kind"])
            messages.success(request, f"“{obj.text}” is now another name of “{term}”.")
        obj.settled_at = timezone.now()
        obj.save(update_fields=["settled_at"])

    @admin.action(description="Set aside", permissions=["change"])
    def set_aside(self, request: HttpRequest, queryset: QuerySet[Unfound]) -> None:
        count = queryset.filter(settled_at=None).update(settled_at=timezone.now())
        messages.success(request, f"{count} searches are set aside.")


def give_name(term: Term, text: str, kind: str) -> None:
    """Give a term another name, and tell search and the linker."""
    Alias.objects.get_or_create(term=term, text=text, defaults={"kind": kind})
    index_terms([term.pk])
    state.advance(glossary=True)
