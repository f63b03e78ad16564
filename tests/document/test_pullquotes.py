"""Which lone sentence of a tier is its pull quote."""

from __future__ import annotations

from kb.document.pullquotes import Candidate, choose

BEFORE = "Filters that are lost do not return. What remains has to be protected for many years."
QUOTE = "Protecting the filters that remain matters more than any single figure on a report."


def test_a_sentence_before_a_table_of_which_it_does_not_speak_may_be_the_quote():
    assert choose([Candidate(QUOTE, BEFORE, "", introduces=True)]) == 0


def test_a_sentence_that_leads_to_the_table_under_it_is_none():
    text = "The most common reasons to protect the filters that remain stand side by side."
    assert choose([Candidate(text, BEFORE, "", introduces=True)]) is None


def test_a_sentence_that_argues_stands_behind_one_that_states():
    argues = "Protecting filters stays difficult, since the losses of many years are hardly felt."
    states = "Protecting filters stays difficult and the losses of many years are hardly felt."
    assert choose([Candidate(argues, BEFORE, ""), Candidate(states, BEFORE, "")]) == 1


def test_a_sentence_about_a_figure_of_the_article_is_none():
    text = "The next figure shows how filters that are lost do not return over many years."
    assert choose([Candidate(text, BEFORE, "")]) is None


def test_a_sentence_that_reports_what_was_found_stands_behind_one_that_states():
    reports = "Filters that are lost have been described as lost for many years in what remains."
    states = "Filters that are lost remain lost for many years in what stays behind of them all."
    assert choose([Candidate(reports, BEFORE, ""), Candidate(states, BEFORE, "")]) == 1


def test_an_order_stands_behind_a_statement():
    orders = "Protect the filters that remain for many years, whatever was lost before that."
    assert choose([Candidate(orders, BEFORE, ""), Candidate(QUOTE, BEFORE, "")]) == 1
    assert choose([Candidate(QUOTE, BEFORE, ""), Candidate(orders, BEFORE, "")]) == 0


def test_a_name_with_a_figure_is_no_number():
    named = "Protecting filters with SGLT-2 matters more than any single line on a report."
    counted = "Protecting filters for 20 years matters more than any single line on a report."
    assert choose([Candidate(counted, BEFORE, ""), Candidate(named, BEFORE, "")]) == 1
