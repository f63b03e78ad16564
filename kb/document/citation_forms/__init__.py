"""How bibliographies write an entry: one module for each part of an entry or house style.

:func:`kb.document.references.parse_reference` is the way in; the modules here each answer one
question about the text of an entry (who, when, which journal, which book) and know nothing of
each other's order.
"""
