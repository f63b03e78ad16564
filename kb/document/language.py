"""English grammar in small closed classes: what the judgements of the readers rest on.

No list here names a subject of medicine. Word classes are guessed from endings, so a guess is
evidence to be weighed with other evidence and never a decision by itself.
"""

from __future__ import annotations

import re


def word_set(text: str) -> frozenset[str]:
    """The space-separated words of ``text``."""
    return frozenset(text.split())


PREPOSITIONS = word_set(
    "of in on at by for with without from to into onto upon over under between among "
    "through during before after against within across per via versus vs than as about "
    "around toward towards despite beyond near off up down out along behind below above "
    "beneath beside since until like unlike despite except"
)
ARTICLES = word_set("a an the")
CONJUNCTIONS = word_set(
    "and or but nor yet so if when while because although whereas that which who"
)
FUNCTION_WORDS = PREPOSITIONS | ARTICLES | CONJUNCTIONS
AUXILIARIES = word_set(
    "is are was were be been being has have had does do did can could may might must shall "
    "should will would cannot isn't aren't doesn't don't can't won't"
)
MODALS = word_set("can could may might must shall should will would cannot")
DETERMINERS = word_set(
    "a an the this that these those its their his her our your my each every some any"
)
PERSONS = word_set("you your yours we our ours us i my me let's yourself")
BACK_REFERENCES = word_set(
    "this that these those it its they their them he his she her such both either neither "
    "here there one another other others same"
)
CONNECTIVES = word_set(
    "however therefore thus hence moreover furthermore additionally finally similarly "
    "conversely consequently likewise nevertheless nonetheless meanwhile instead indeed "
    "also then next first second third lastly ultimately overall besides still yet but and "
    "or so for while because when although though if since as unlike in by with from "
    "through beyond after before during among within to at on under upon given without "
    "perhaps consider think imagine picture clinically"
)
"""Openings that tie a sentence to the one before it."""
SENTENCE_OPENERS = word_set(
    "any no every another several other one two at from over under how what why where who "
    "using this these those that it they there the a an in on by when while for as if with "
    "to after before during both each some many most all such its their often here because "
    "although you your we our people patients research studies evidence"
)
"""Words that, capitalised in mid-line, most often open a new sentence."""
COMMON_ADJECTIVES = word_set(
    "strong weak large small slow fast primary secondary main key major minor net direct "
    "indirect common typical usual potential possible specific general total average "
    "overall daily weekly monthly annual normal abnormal early late mild moderate severe "
    "acute chronic high low higher lower new old short long plain safe usual living main "
    "first second third best good poor low-dose high-dose recommended suggested expected "
    "target relevant important essential basic advanced supporting resulting underlying "
    "other related modulating contributing elevated reduced increased decreased improved "
    "enhanced targeted"
)
HEADER_HEADS = word_set(
    "strength course onset method type types name feature features factor factors mechanism "
    "mechanisms effect effects benefit benefits example examples role roles target targets "
    "function functions source sources action actions range ranges marker markers purpose "
    "dose dosage dosing frequency duration level levels consideration considerations "
    "implication implications application applications protocol component components agent "
    "agents category categories symptom symptoms outcome outcomes impact risk risks "
    "rationale relevance result results approach method methods strategy strategies stage "
    "phase phases group population indication indications property properties "
    "characteristic characteristics description definition value values unit units measure "
    "measures test tests timing time administration area areas aspect aspects intervention "
    "interventions treatment treatments therapy condition conditions influence response use "
    "uses goal goals sign signs pathway pathways process step steps domain domains "
    "criterion criteria requirement requirements element elements principle parameter "
    "parameters class evidence term terms meaning reading readings route site rate rates "
    "gland organ share limits focus help progress case cases complaints defect structure "
    "region disease stay mortality response note notes comment comments advantage "
    "advantages disadvantage disadvantages option options modality audience nutrient food "
    "foods change changes amount scenario timeframe timeline cause causes question finding "
    "findings instrument tool tools variable scope provision setting profile status standard "
    "body limit limitation limitations design size exception exceptions sample strategy driver "
    "stakeholder responsibility relationship custodian concern concerns caution cautions "
    "aspect metric metrics standard subject significance prevalence incidence severity "
    "definition meaning reality myth fact answer details barrier barriers challenge "
    "solution solutions recommendation recommendations assessment monitoring management "
    "origin pattern patterns subtype density distribution trial sample brand product products "
    "schedule interval objective objectives turnaround coverage content owner reason reasons "
    "trigger triggers task tasks driver drivers basis accuracy precision precaution precautions "
    "drawback drawbacks strengths weakness weaknesses potency stability price timetable location "
    "tissue sensor signal decade element structure participants deadline rule evidence remedy "
    "limitation safety practice practices period season session sessions visit visits model "
    "models system systems device devices item items data question questions"
)
"""Nouns that head the columns of tables in any subject."""

CONTINUERS = word_set("also then too it its they their this these such both therefore thus later")
"""Words by which a sentence goes on from the one before it."""
NUMBER_WORDS = word_set("one two three four five six seven eight nine ten once twice none single")
QUESTION_WORDS = word_set("what when where which who whom whose why how")

_ADJECTIVE = re.compile(
    r"(?:[^l]al|ive|ic|ous|ary|ory|able|ible|ful|less|[^e]ed|ing|ern|ular|ient|stant|-like|-free)$"
)
_PLAIN_ADJECTIVE = re.compile(r"(?:[^l]al|ive|ic|ous|ary|able|ible|ful|less|[^e]ed|ular)$")
_NOUN = re.compile(
    r"(?:tion|sion|ment|ness|ity|ance|ence|ism|ist|ure|age|ship|hood|dom|logy|sis|itis|oma|oms|ons|"
    r"ers|ors|ents|ants|ties|ings|ges|ces|ses|als|ets|ems|ins|les|nes|tes|ves|cks|lls|ks|ps|ts)$"
)
_VERB_S = re.compile(r"[a-z]{2,}(?:[^su\W]s|es)$")


def bare(token: str) -> str:
    """``token`` without surrounding punctuation."""
    return token.strip("()[]{}“”\"'‘’,;:.!?…*")


def is_capitalised(token: str) -> bool:
    """Whether the first letter or digit of ``token`` is an upper-case letter."""
    for letter in token:
        if letter.isalnum():
            return letter.isupper()
    return False


def is_acronym(token: str) -> bool:
    """Whether ``token`` is written mostly in capitals, as ``LDL``, ``IGF-1`` and ``mTOR`` are."""
    letters = [letter for letter in bare(token) if letter.isalpha()]
    capitals = sum(1 for letter in letters if letter.isupper())
    return capitals >= 2 and capitals * 2 >= len(letters)


def looks_adjective(word: str) -> bool:
    """Whether ``word`` (lower case) is probably an adjective or participle."""
    if word in HEADER_HEADS:
        return False
    return word in COMMON_ADJECTIVES or (len(word) > 4 and _ADJECTIVE.search(word) is not None)


def looks_plain_adjective(word: str) -> bool:
    """As :func:`looks_adjective`, but not for endings that nouns have too."""
    if word in HEADER_HEADS:
        return False
    return word in COMMON_ADJECTIVES or (
        len(word) > 4 and _PLAIN_ADJECTIVE.search(word) is not None
    )


def looks_noun(word: str) -> bool:
    """Whether ``word`` (lower case) is probably a noun, by its ending."""
    if word in HEADER_HEADS or _NOUN.search(word) is not None:
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "ous", "is"))


def looks_verb_s(word: str) -> bool:
    """Whether ``word`` (lower case) may be a verb in the third person."""
    return len(word) > 3 and _VERB_S.search(word) is not None


def title_share(tokens: list[str]) -> float:
    """Share of the words other than function words that have a capital, 0 to 1."""
    major = [token for token in tokens if bare(token).lower() not in FUNCTION_WORDS and bare(token)]
    if not major:
        return 0.0
    good = sum(1 for token in major if not token.islower())
    return good / len(major)


def initials_before(tokens: list[str], acronym: str) -> int:
    """How many of the last ``tokens`` spell ``acronym`` with their initials; 0 if none do.

    ``["Insulin-like", "Growth", "Factor", "1"]`` and ``IGF-1`` give 4: hyphenated words may give
    one initial or one for each part, function words may be skipped, a plural ``s`` is ignored.
    """
    wanted = "".join(c for c in acronym if c.isalnum())
    wanted = (wanted[:-1] if len(wanted) > 2 and wanted.endswith("s") else wanted).lower()
    if len(wanted) < 2:
        return 0
    for count in range(1, min(len(tokens), len(wanted) + 3) + 1):
        if _spells(tokens[len(tokens) - count :], wanted):
            return count
    return 0


def _spells(tokens: list[str], wanted: str) -> bool:
    first = bare(tokens[0]).lower()
    if not first or first[0] != wanted[0] or first in FUNCTION_WORDS:
        return False
    whole = "".join(bare(t)[:1] for t in tokens).lower()
    major = "".join(bare(t)[:1] for t in tokens if bare(t).lower() not in FUNCTION_WORDS).lower()
    parts = "".join(p[:1] for t in tokens for p in bare(t).split("-")).lower()
    return wanted in (whole, major, parts)
