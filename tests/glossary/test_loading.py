"""Bringing a document's glossary into the glossary."""

import pytest

from glossary.loading import load_entries
from glossary.models import Alias, Code, Definition, FormerSlug, Term
from kb.document.tree import GlossaryEntry, Span, TermAlias, TermCode, TermDefinition
from tests.factories import make_reference

pytestmark = pytest.mark.django_db


def entry(name, *wordings, **fields):
    definitions = tuple(
        TermDefinition(*one) if isinstance(one, tuple) else TermDefinition(one) for one in wordings
    )
    return GlossaryEntry(name, definitions, **fields)


def load(*entries, source="notes.txt", reference_ids=None):
    return load_entries(entries, source=source, reference_ids=reference_ids)


def test_a_new_term_gets_everything_its_entry_says():
    work = make_reference()
    loaded = load(
        entry("iron", "A metal."),
        entry(
            "ferritin", "Stores iron.", ("A ferroxidase.", "academic"),
            aliases=(TermAlias("SF", "abbreviation"), TermAlias("iron stores", "lay")),
            codes=(TermCode("MeSH", "D000000", "Example"),),
            kind="test", related=("Iron",), references=("a", "unknown"),
        ),
        reference_ids={"a": work.pk},
    )  # fmt: skip
    term = Term.objects.get(slug="ferritin")
    assert loaded.term_ids[1] == term.pk
    assert (term.kind, term.initial, term.is_public) == ("test", "F", False)
    assert set(term.aliases.values_list("text", "kind")) == {
        ("SF", "abbreviation"),
        ("iron stores", "lay"),
    }
    assert [str(code) for code in term.codes.all()] == ["MeSH D000000"]
    assert [other.slug for other in term.related.all()] == ["iron"]
    chosen = term.definitions.filter(status="chosen")
    assert set(chosen.values_list("tier", "source")) == {
        ("", "notes.txt"),
        ("academic", "notes.txt"),
    }
    assert all(one.references.get() == work for one in chosen)


def test_loading_twice_changes_nothing():
    entries = [entry("Iron", "A metal.", aliases=(TermAlias("Fe", "abbreviation"),))]
    first = load_entries(entries, source="a")
    again = load_entries(entries, source="a")
    assert again.term_ids == first.term_ids
    assert (again.created, again.is_changed, again.findings) == (0, False, ())
    assert (Term.objects.count(), Alias.objects.count(), Definition.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    "other", ["crohn's disease", "Crohn’s Disease", "CROHN'S DISEASE", "Crohn’s  disease"]
)
def test_case_and_apostrophe_do_not_make_another_term(other):
    first = load(entry("Crohn's disease", "A gut disease."))
    assert load(entry(other, "A gut disease.")).term_ids == first.term_ids


def test_greek_letters_tell_terms_apart():
    ids = load(
        entry("5α-reductase", "One."), entry("5β-reductase", "Two."), entry("5-reductase", "Three.")
    ).term_ids
    assert len(set(ids)) == 3


def test_singular_and_plural_stay_apart():
    assert len(set(load(entry("clot", "One."), entry("clots", "Many.")).term_ids)) == 2


def test_a_name_that_is_a_known_alias_means_its_term():
    first = load(entry("ferritin", "Stores iron.", aliases=(TermAlias("serum ferritin"),)))
    assert load(entry("Serum ferritin", "Stores iron.")).term_ids == first.term_ids


def test_a_lay_word_or_a_shared_alias_decides_nothing():
    first = load(
        entry("anaemia", "Few red cells.", aliases=(TermAlias("thin blood", "lay"),)),
        entry("zinc", "A metal.", aliases=(TermAlias("trace metal"),)),
        entry("copper", "A metal.", aliases=(TermAlias("trace metal"),)),
    )
    later = load(entry("thin blood", "Blood that clots late."), entry("trace metal", "Little."))
    assert not set(first.term_ids) & set(later.term_ids)


def test_an_abbreviation_keeps_its_capitals():
    first = load(entry("oral iron", "By mouth.", aliases=(TermAlias("OI", "abbreviation"),)))
    assert load(entry("OI", "By mouth.")).term_ids == first.term_ids
    assert load(entry("Oi", "A greeting.")).term_ids != first.term_ids


def test_a_former_slug_means_the_term_it_became():
    kept = load(entry("iron", "A metal.")).term_ids
    FormerSlug.objects.create(slug="ferrum", term_id=kept[0])
    assert load(entry("Ferrum", "A metal.")).term_ids == kept


def test_a_different_wording_waits_as_a_candidate_and_is_reported():
    load(entry("iron", "A metal."))
    loaded = load(entry("iron", "An element.", span=Span(7, 9)), source="b")
    assert list(Definition.objects.order_by("pk").values_list("status", "source")) == [
        ("chosen", "notes.txt"),
        ("candidate", "b"),
    ]
    finding = loaded.findings[0]
    assert (finding.code, finding.line, finding.excerpt) == ("definition-differs", 7, "iron")


def test_a_wording_that_differs_in_quotes_and_spaces_only_is_the_same():
    load(entry("iron", "The “metal” of  blood."))
    assert load(entry("iron", 'The "Metal" of blood.')).findings == ()
    assert Definition.objects.count() == 1


def test_an_editors_choice_is_never_overwritten():
    load(entry("iron", "A metal."))
    Definition.objects.update(status="rejected")
    load(entry("iron", "A metal."))
    assert Definition.objects.get().status == "rejected"


def test_a_name_of_another_term_is_no_alias():
    loaded = load(
        entry("estriol", "One."), entry("estradiol", "Two.", aliases=(TermAlias("Estriol"),))
    )
    assert not Alias.objects.exists()
    assert [one.code for one in loaded.findings] == ["alias-taken"]


def test_a_doubtful_code_is_kept_as_doubtful():
    load(entry("iron", "A metal.", codes=(TermCode("X", "1", confidence="guess"),)))
    assert Code.objects.get().confidence == "low"


def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries):
    def entries(number):
        return [
            entry(
                f"term {one} of {number}", "What it is.", aliases=(TermAlias(f"a{number}-{one}"),)
            )
            for one in range(number)
        ]

    with django_assert_max_num_queries(15):
        load_entries(entries(2), source="a")
    with django_assert_max_num_queries(15):
        load_entries(entries(60), source="a")


def test_very_long_and_odd_names_are_terms_too():
    ids = load(
        entry("x" * 300, "Long."), entry("x" * 301, "Longer."), entry("雌", "One."),
        entry("∆", "Two."),
    ).term_ids  # fmt: skip
    assert len(set(ids)) == 4


def test_a_wording_for_everyone_waits_beside_another_sources_wordings_for_each_tier():
    plain, deep = (
        TermDefinition("Iron in store.", "fundamentals"),
        TermDefinition("A protein.", "academic"),
    )
    load(GlossaryEntry("ferritin", (plain, deep)), source="glossary.md")
    load(GlossaryEntry("ferritin", (TermDefinition("Something else."),)), source="capture.txt")
    assert Definition.objects.get(term__name="ferritin", tier="").status == "candidate"


def test_one_source_may_word_a_term_for_everyone_and_for_one_tier():
    both = TermDefinition("A store of iron."), TermDefinition("A protein.", "academic")
    load(GlossaryEntry("ferritin", both), source="glossary.md")
    assert set(Definition.objects.values_list("status", flat=True)) == {"chosen"}
