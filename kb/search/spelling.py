"""British and American spellings, brought to one form by general rules and a small table.

The form need not be a word: "does" may become "des", as long as it does so in the index and in
the query. What people are shown is never written this way.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = {
    "aluminium": "aluminum",
    "ageing": "aging",
    "cheque": "check",
    "defence": "defense",
    "gaol": "jail",
    "gramme": "gram",
    "grammes": "grams",
    "grey": "gray",
    "licence": "license",
    "mould": "mold",
    "moult": "molt",
    "offence": "offense",
    "practise": "practice",
    "practised": "practiced",
    "practising": "practicing",
    "pretence": "pretense",
    "programme": "program",
    "programmes": "programs",
    "sceptical": "skeptical",
    "speciality": "specialty",
    "tyre": "tire",
}

_RULES = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        (r"(?<!alph)(?<!bet)(?<!gamm)(?<!delt)ae(?=.)", "e"),  # haemoglobin, paediatric
        (r"oe(?=.)", "e"),  # oestrogen, oedema, foetus, diarrhoea
        (r"sulph", "sulf"),  # sulphate
        (r"leuco", "leuko"),  # leucocyte
        (r"(?<=[a-z]{2})our(?=(?:s|ed|ing|al|ally|able|ite|ites|less|ful)?$)", "or"),  # tumour
        (r"(?<=[a-z]{3})i[sz](?=(?:e|ed|es|er|ers|ing|ation|ations|able)$)", "iz"),  # -ise, -ize
        (r"(?<=[a-z]{2})y[sz](?=(?:e|ed|es|er|ers|ing)$)", "yz"),  # analyse, hydrolyse
        (r"(?<=[^aeiouy])(?:tre)(?=s?$)", "ter"),  # litre, centre, goitre
        (r"(?<=[a-z])(?:bre)(?=s?$)", "ber"),  # fibre, calibre
        (r"(?<=i)(?:tre)(?=s?$)", "ter"),  # titre, nitre
        (r"(?<=[a-z]{2})ogue(?=s?$)", "og"),  # analogue, homologue
        (r"^(label|model|signal|counsel|channel|travel|level|cancel|fuel|tunnel|total)l(?=[aeio])",
         r"\1"),  # labelled, signalling
        (r"^(fulfil|enrol|instal|distil)l", r"\1"),  # fulfill, enrolled
    )
)  # fmt: skip


@lru_cache(maxsize=65_536)
def american(word: str) -> str:
    """Return a lower-case word in the one spelling that both of its spellings share."""
    word = _WORDS.get(word, word)
    for pattern, into in _RULES:
        word = pattern.sub(into, word)
    return word
