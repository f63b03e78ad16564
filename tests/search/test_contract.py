"""What every engine must do: the database DATABASE_URL names, and a search server before it."""

import pytest

from kb.search import search
from kb.search.index import Entry, remove, replace
from tests.search import library

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_engine", "filled")]


def keys(text, **options):
    return [group.key for group in search(text, **options).groups]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ferritin", "ferritin"),
        ("Kidney Stones", "kidney-stones"),
        ("kidney stone", "kidney-stones"),
        ("OSA", "sleep-apnoea"),
        ("sleep apnea", "sleep-apnoea"),
        ("breathing stops at night", "sleep-apnoea"),
        ("what is high blood pressure?", "hypertension"),
        ("il6", "interleukin-6"),
        ("IL 6", "interleukin-6"),
        ("interleukin 6", "interleukin-6"),
        ("ferrous sulfate", "ferrous-sulphate"),
        ("growth factor", "growth-factor"),
        ("growth factors", "growth-factors"),
        ("10.1000/xyz.123", "smith-2020"),
        ("iron tablets", "iron-and-energy"),
    ],
)
def test_an_exact_name_comes_first(typed, first):
    assert keys(typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("anemia", "iron-and-energy"),
        ("CO2", "sleep-and-blood-pressure"),
        ("11 beta hydroxylase", "sleep-and-blood-pressure"),
        ("11β-hydroxylase", "sleep-and-blood-pressure"),
        ("womens studies", "iron-and-energy"),
        ("tablet", "iron-and-energy"),
        ("sulfate dosing", "iron-and-energy"),
        ("stomach trouble with iron tablets", "iron-and-energy"),
        ("hepcid", "iron-and-energy"),
    ],
)
def test_other_spellings_endings_and_beginnings_are_found(typed, key):
    assert key in keys(typed)[:3]


def test_synonyms_are_searched_for_too():
    assert "sleep-and-blood-pressure" in keys("OSA")
    assert "sleep apnoea" in search("OSA").also_searched


def test_a_hit_links_to_the_very_section():
    group = search("alternate day dosing").groups[0]
    assert group.hits[0].url == "/articles/iron-and-energy/academic/#dosing"
    assert group.url == "/articles/iron-and-energy/academic/"


def test_results_are_grouped_by_article_with_the_tiers_that_match():
    groups = [group for group in search("iron").groups if group.kind == "article"]
    assert [group.key for group in groups] == ["iron-and-energy"]
    assert groups[0].tiers == ("fundamentals", "academic")


def test_kind_and_tier_narrow_and_are_counted():
    results = search("iron")
    counts = {facet.value: facet.count for facet in results.kinds}
    assert counts == {"article": 1, "term": 2, "reference": 1}
    assert {facet.value for facet in results.tiers} == {"fundamentals", "academic"}
    assert {group.kind for group in search("iron", kind="term").groups} == {"term"}
    tiers = {hit.tier for group in search("iron", tier="academic").groups for hit in group.hits}
    assert tiers == {"academic"}


def test_a_typing_error_is_corrected_and_said():
    results = search("hepcidn")
    assert results.correction.shown == "hepcidin"
    assert not results.correction.is_delicate
    assert results.groups[0].key == "iron-and-energy"


def test_a_correction_into_a_drug_or_test_is_marked_as_a_question():
    results = search("feritin")
    assert results.correction.shown == "ferritin"
    assert results.correction.is_delicate


def test_words_in_use_are_never_replaced():
    assert search("iron").correction is None
    assert search("iron oxalate").correction is None


def leaf(key, body):
    replace("article", key, [Entry(
        kind="article", key=key, title="Garden leaves", url=f"/{key}/", tier="fundamentals",
        anchor="introduction", body=body,
    )])  # fmt: skip


def test_a_medicine_or_test_is_offered_for_a_word_in_use_that_looks_like_its_name():
    leaf("leaves", "A note wrote ferratin where another test was meant.")
    results = search("note wrote ferratin")
    assert results.did_you_mean == "note wrote ferritin"
    assert results.correction is None
    assert results.groups[0].key == "leaves"


def test_no_name_is_offered_for_a_name_nor_for_another_ending_nor_for_a_common_word():
    leaf("leaves", "Many ferritins are known. Hepcidins bind ferroportin.")
    for typed in ("ferritin", "ferritins", "hepcidins", "iron tablets work", "interleukin-6"):
        assert search(typed).did_you_mean == ""


def test_a_word_that_becomes_the_name_of_a_drug_is_asked_about_at_once():
    leaf("leaves", "Zalcitol was planted.")
    assert not search("zalcitl").correction.is_delicate
    replace("term", "zalcitol", [Entry(
        kind="term", key="zalcitol", title="zalcitol", url="/t/", body="A made-up medicine.",
        subject="drug",
    )])  # fmt: skip
    assert search("zalcitl").correction.is_delicate


def test_some_of_the_words_are_better_than_nothing():
    results = search("iron oxalate")
    assert results.is_partial
    assert set(keys("iron oxalate")) >= {"iron-and-energy", "kidney-stones"}


def test_nothing_found_is_an_answer():
    results = search("zzqqxxyy")
    assert (results.groups, results.total, results.pages) == ((), 0, 1)


def test_removing_makes_it_unfindable():
    remove("article", "kidney-stones")
    assert keys("kidney stones") == []
    assert keys("calcium oxalate") == []


def test_replacing_forgets_the_old_words():
    entry = library.article_entries("kidney-stones")[0]
    replace("article", "kidney-stones", [Entry(
        kind="article", key="kidney-stones", title="Renal calculi", url=entry.url,
        tier="fundamentals", anchor="introduction", body="Citrate may help.",
    )])  # fmt: skip
    assert "kidney-stones" not in keys("oxalate")
    assert keys("renal calculi") == ["kidney-stones"]


def test_an_overdue_article_ranks_below_its_equal():
    import datetime

    for key, due in (("one", datetime.date(2001, 1, 1)), ("two", datetime.date(2999, 1, 1))):
        replace("article", key, [Entry(
            kind="article", key=key, title="Zinc", url=f"/{key}/", tier="academic",
            anchor="introduction", body="Zinc lozenges.", review_state="reviewed", review_due=due,
        )])  # fmt: skip
    groups = search("zinc lozenges").groups
    assert [(group.key, group.review_state) for group in groups] == [
        ("two", "reviewed"),
        ("one", "overdue"),
    ]


def test_pages_hold_each_result_once():
    for number in range(25):
        replace("article", f"copper-{number:02}", [Entry(
            kind="article", key=f"copper-{number:02}", title=f"Copper {number}", url="/x/",
            tier="academic", anchor="introduction", body="Copper again.",
        )])  # fmt: skip
    pages = [keys("copper", page=page) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [10, 10, 5]
    assert len({key for page in pages for key in page}) == 25
    assert keys("copper", page=99) == pages[2]
    assert keys("copper", page=-1) == pages[0]
    assert search("copper").total == 25


def test_a_search_takes_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        search("iron tablets work")


def test_a_correction_takes_no_more_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        assert search("irom tablets work").correction


def test_a_word_with_another_ending_is_no_typing_error():
    results = search("tablets working")
    assert results.correction is None
    assert results.groups[0].key == "iron-and-energy"


def test_two_words_are_read_as_the_one_they_are_published_as():
    assert search("obstruc tive").correction is None
    results = search("hep cidin")
    assert results.correction.shown == "hepcidin"
    assert results.groups[0].key == "iron-and-energy"


def test_topic_and_review_narrow_and_are_counted():
    import datetime

    due = {"one": datetime.date(2001, 1, 1), "two": datetime.date(2999, 1, 1), "three": None}
    for key, day in due.items():
        replace("article", key, [Entry(
            kind="article", key=key, title=f"Zinc {key}", url=f"/{key}/", tier="academic",
            anchor="introduction", body="Zinc lozenges.", review_due=day,
            topics=("Ear & nose", "Diet") if key == "one" else ("Diet",),
            review_state="reviewed" if day else "unreviewed",
        )])  # fmt: skip
    results = search("zinc lozenges")
    assert {(one.value, one.label, one.count) for one in results.topics} == {
        ("diet", "Diet", 3), ("ear-nose", "Ear & nose", 1),
    }  # fmt: skip
    assert {one.value: one.count for one in results.reviews} == {
        "reviewed": 1, "overdue": 1, "unreviewed": 1,
    }  # fmt: skip
    assert keys("zinc lozenges", topic="ear-nose") == ["one"]
    assert keys("zinc lozenges", review="overdue") == ["one"]
    assert keys("zinc lozenges", topic="diet", review="reviewed") == ["two"]
    assert keys("zinc lozenges", topic="nothing") == []
    assert len(keys("zinc lozenges", review="nonsense")) == 3
