"""Findings: what an import has to tell an editor.

Every finding has a code; every code is registered here once with its severity and remedy, and
documented under its own heading in ``docs/findings.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed in one source."""

    code: str
    """Key into :data:`CODES`."""
    line: int
    """Line of the source, counted from 1; 0 when it concerns the document as a whole."""
    excerpt: str = ""
    """The words concerned, whole when they were dropped from the content."""
    message: str = ""
    """What was noticed, in a sentence."""
    dropped: bool = False
    """True when ``excerpt`` holds words that were left out of the content."""

    @property
    def severity(self) -> Severity:
        """The registered severity of this code."""
        return CODES[self.code].severity


@dataclass(frozen=True, slots=True)
class Code:
    """What a finding's code means."""

    severity: Severity
    title: str
    remedy: str


CODES: dict[str, Code] = {
    # --- reading bytes ---
    "encoding-guessed": Code(
        "warning",
        "The source is not UTF-8",
        "Check quotation marks, dashes and accented letters, or save the source as UTF-8.",
    ),
    # --- words left out ---
    "structure-label": Code(
        "info",
        "Words that only mark structure",
        "Nothing to do: tier names, labels and list numbers live on as the tree's structure.",
    ),
    "page-chrome": Code(
        "info",
        "A line of the site's own furniture was left out",
        "If the line belongs to the article, add it to the section it came from.",
    ),
    "caption-dropped": Code(
        "info",
        "A decorative picture's description was left out",
        "If the line is part of the article, add it to the section it came from.",
    ),
    "caption-doubtful": Code(
        "warning",
        "A line may describe a decorative picture",
        "Read the line; delete it from the section if it describes a picture.",
    ),
    "glossary-teaser": Code(
        "info",
        "A glossary entry advertises another article instead of defining its term",
        "Nothing to do, unless the sentence is a definition after all.",
    ),
    "glossary-fragment": Code(
        "info",
        "A glossary entry has no definition, so no term was made of it",
        "If the words name a term, define it in the glossary.",
    ),
    "glossary-duplicate": Code(
        "info",
        "A term is defined twice in the same words",
        "Nothing to do: the term was kept once.",
    ),
    "glossary-stray": Code(
        "warning",
        "A line of the glossary is neither a term nor a definition",
        "Read the line; add it to a definition if it belongs there.",
    ),
    "definition-differs": Code(
        "warning",
        "A term is defined in other words than the glossary has",
        "Compare the two wordings in the glossary and choose one.",
    ),
    "alias-taken": Code(
        "warning",
        "A term's other name is another term's own name",
        "Merge the two terms if they are one, or leave them apart.",
    ),
    "text-outside": Code(
        "warning",
        "Text stands before the first tier",
        "Read the text; move it into a tier if it belongs to the article.",
    ),
    # --- structure ---
    "tier-missing": Code(
        "warning",
        "A tier is missing",
        "Write the tier, or publish the article without it.",
    ),
    "tier-empty": Code(
        "warning",
        "A tier has a heading but no text",
        "Write the tier, or check that the capture is whole.",
    ),
    "tier-repeated": Code(
        "warning",
        "A tier's heading occurs more than once",
        "Check that the sections joined under the tier belong together.",
    ),
    "tier-order": Code(
        "info",
        "The tiers are not in the usual order",
        "Nothing to do: tiers are kept from the simplest to the deepest.",
    ),
    "tier-guessed": Code(
        "warning",
        "Text without a tier heading was given to a tier",
        "Check that the text belongs to that tier.",
    ),
    "title-derived": Code(
        "warning",
        "The title was derived from the text",
        "Give the title in the folder's manifest.toml or in the article.",
    ),
    "heading-doubtful": Code(
        "info",
        "A line may be a heading or a short paragraph",
        "Read the line and change it if it was read wrongly.",
    ),
    "heading-empty": Code(
        "warning",
        "A heading has no text under it",
        "Write the section or delete the heading.",
    ),
    "text-cut-off": Code(
        "warning",
        "A text ends in mid-sentence",
        "Compare with the page itself; the capture may be incomplete.",
    ),
    "pullquote-guessed": Code(
        "info",
        "A lone sentence was taken for a pull quote",
        "Make it a paragraph if the text needs it.",
    ),
    # --- tables, lists, tooltips ---
    "table-guessed": Code(
        "info",
        "The columns of a table were inferred",
        "Nothing to do in most cases: the confidence is high.",
    ),
    "table-doubtful": Code(
        "warning",
        "The columns of a table may be wrong",
        "Compare the cells with the raw rows and correct them.",
    ),
    "table-ragged": Code(
        "warning",
        "A table row has more or fewer cells than the header",
        "Compare the row with the source and correct it.",
    ),
    "table-unread": Code(
        "warning",
        "Lines that look like a table could not be read as one",
        "Make a table of the paragraphs in the section.",
    ),
    "tooltip-term-guessed": Code(
        "warning",
        "The term a tooltip explains was guessed",
        "Check the term and correct it in the glossary.",
    ),
    "tooltip-unclosed": Code(
        "warning",
        "A tooltip's definition has no end",
        "Compare the sentence with the page and correct it.",
    ),
    "tooltip-teaser": Code(
        "info",
        "A teaser of another article was cut out of the running text",
        "Check that the sentence around it reads well.",
    ),
    # --- references ---
    "references-missing": Code(
        "warning",
        "The document lists no references",
        "Add references for its clinical statements.",
    ),
    "reference-unread": Code(
        "warning",
        "Parts of a reference could not be read",
        "Complete the record; the entry is kept as the source gives it.",
    ),
    "reference-doubtful": Code(
        "warning",
        "A line among the references may be no reference",
        "Delete the entry if it is none.",
    ),
    "reference-duplicate": Code(
        "warning",
        "Two references may be the same work",
        "Merge them if they are.",
    ),
    # --- content ---
    "claim-uncited": Code(
        "info",
        "A statement about evidence or numbers carries no citation",
        "Add a citation or soften the statement.",
    ),
    "reading-level": Code(
        "info",
        "A tier reads harder than it should",
        "Shorten sentences and use everyday words.",
    ),
    "unit-without-number": Code(
        "warning",
        "A unit of measure stands without a number",
        "Compare with the source; a number may be lost.",
    ),
    "dose-without-unit": Code(
        "warning",
        "A dose stands without a unit",
        "Add the unit after checking the source.",
    ),
    "glossary-missing": Code(
        "info",
        "The document defines no terms",
        "Nothing to do, unless the page has a glossary.",
    ),
    "reflection-missing": Code(
        "info",
        "The document has no closing reflection",
        "Nothing to do, unless the page has one.",
    ),
    # --- importing ---
    "document-refused": Code(
        "error",
        "The document could not be read",
        "Correct the file as the message says, and import it again.",
    ),
    "citation-unresolved": Code(
        "warning",
        "A citation names no reference",
        "Add the reference to the library, or correct the key.",
    ),
    "source-pending": Code(
        "warning",
        "The source has changed, and so has the article",
        "Compare the two in the editors' site and take over what is wanted.",
    ),
    "source-missing": Code(
        "warning",
        "The file of an article is gone",
        "Withdraw the article if its source was taken back, or settle the finding to keep it.",
    ),
    "front-matter-unknown": Code(
        "info",
        "A field of the front matter is not known",
        "Correct the field's name, or remove it.",
    ),
    "markdown-address": Code(
        "warning",
        "A link's address is not allowed",
        "Give the link an address that begins with http, https or mailto, or one within the site.",
    ),
    "markdown-footnote": Code(
        "warning",
        "A footnote is not read",
        "Cite with `[@key]`, or move the words into the text.",
    ),
    "markdown-html": Code(
        "info",
        "HTML is shown as text",
        "Use Markdown; only bare `sub`, `sup`, `em`, `strong` and `code` tags are read.",
    ),
    "markdown-image": Code(
        "warning",
        "An image is not read",
        "Describe what the image shows, or remove the alternative text.",
    ),
    "markdown-misplaced": Code(
        "warning",
        "A block stands where none can",
        "Move the list, table or heading out of the item or quotation it stands in.",
    ),
    "markdown-rule": Code(
        "info",
        "A rule was left out",
        "Nothing to do.",
    ),
    "markdown-tangled": Code(
        "warning",
        "A paragraph has too many marks",
        "Write the paragraph with fewer brackets and stars.",
    ),
    "markdown-too-long": Code(
        "error",
        "A section is too long to be read as Markdown",
        "Part the section into several.",
    ),
    "markdown-words": Code(
        "info",
        "Words of the source that are no content",
        "Compare the words with the source; those that are content must be written in another way.",
    ),
}
"""Every registered code. Filled here and nowhere else."""
