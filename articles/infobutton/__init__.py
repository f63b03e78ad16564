"""HL7 Infobutton: what a patient's record asks, answered with articles and terms.

The URL-based guide says how a request is written, the knowledge response how an answer is.
``parameters`` reads a request, ``matching`` finds what answers it, ``feed`` puts the answer into
values, and ``atom``, ``json`` and the page's template write them.
"""
