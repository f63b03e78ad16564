"""The naive way, to measure against: what a first Django tutorial leads to.

Markdown rendered and sanitised at every request, one regular expression for each term, REST
framework's model serializers with page numbers, ``icontains`` for a search. With ``NAIVE_CACHE``
set, Django's own cache of whole pages in front.
"""
