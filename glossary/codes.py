"""Clinical code systems: their names, and where a code can be looked up."""

from __future__ import annotations

from urllib.parse import quote

_SYSTEMS = {
    "mesh": ("MeSH (Medical Subject Headings)", "https://meshb.nlm.nih.gov/record/ui?ui={}"),
    "snomed ct": (
        "SNOMED CT",
        "https://browser.ihtsdotools.org/?perspective=full&conceptId1={}",
    ),
    "loinc": ("LOINC (laboratory tests)", "https://loinc.org/{}/"),
    "rxnorm": (
        "RxNorm (medicines)",
        "https://mor.nlm.nih.gov/RxNav/search?searchBy=RXCUI&searchTerm={}",
    ),
    "icd-10-cm": ("ICD-10-CM (diagnoses)", ""),
    "icd-10": ("ICD-10 (diagnoses)", ""),
}


def system_name(system: str) -> str:
    """Return a code system's name as a reader understands it."""
    return _SYSTEMS.get(system.lower(), (system, ""))[0]


def lookup_url(system: str, code: str) -> str:
    """Return where a code can be looked up, or an empty text where no such place is known."""
    pattern = _SYSTEMS.get(system.lower(), ("", ""))[1]
    return pattern.format(quote(code, safe="")) if pattern else ""
