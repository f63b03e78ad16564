"""Code systems as senders name them: by OID, by URI, by any of their names."""

from __future__ import annotations

import re

_NAMES = {
    "ICD-10-CM": ("2.16.840.1.113883.6.90", "http://hl7.org/fhir/sid/icd-10-cm", "icd10cm"),
    "ICD-10": ("2.16.840.1.113883.6.3", "http://hl7.org/fhir/sid/icd-10", "icd10"),
    "ICD-9-CM": ("2.16.840.1.113883.6.103", "http://hl7.org/fhir/sid/icd-9-cm", "icd9cm"),
    "SNOMED CT": ("2.16.840.1.113883.6.96", "http://snomed.info/sct", "snomedct"),
    "RxNorm": ("2.16.840.1.113883.6.88", "http://www.nlm.nih.gov/research/umls/rxnorm", "rxnorm"),
    "NDC": ("2.16.840.1.113883.6.69", "http://hl7.org/fhir/sid/ndc", "ndc"),
    "LOINC": ("2.16.840.1.113883.6.1", "http://loinc.org", "loinc"),
    "MeSH": ("2.16.840.1.113883.6.177", "http://id.nlm.nih.gov/mesh", "mesh"),
}

_BY_NAME = {name.casefold(): system for system, names in _NAMES.items() for name in names}


def system_of(given: str) -> str:
    """Return the glossary's name of a code system; empty for one it does not know."""
    plain = given.strip().casefold().removeprefix("urn:oid:").rstrip("/")
    return _BY_NAME.get(plain) or _BY_NAME.get(re.sub(r"[\s_-]", "", plain), "")


def uri_of(system: str) -> str:
    """Return the URI by which FHIR knows a system, its OID's where FHIR has none."""
    names = _NAMES.get(system)
    return names[1] if names else ""


def spellings(system: str, code: str) -> list[str]:
    """Return how a code may be written, the given concept first, then ever wider ICD categories.

    Records send M81.0 and M810 alike. A code finer than any the glossary has belongs to the
    category it begins with.
    """
    code = code.strip()
    if not system.startswith("ICD-10"):
        return [code]
    plain = code.upper().replace(".", "")
    return [_dotted(plain[:length]) for length in range(len(plain), 2, -1)]


def _dotted(plain: str) -> str:
    return f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 else plain
