"""Sentences: every phrase, every slot, every way to ask for too much."""

import pytest
from sympy import Eq, Piecewise

from symopt import library
from symopt.errors import SymoptError, UnknownNameError
from symopt.prose import languages, phrases, say, slots, spoken, written
from symopt.rules.reason import Reason
from symopt.statements import Assumption
from symopt.symbols import beta, c, g, i, k, v

CONSTANT = Assumption("constant-gradient", (Eq(g[i], c),))
DERIVATIONS = [item.value for item in library.items("derivation")]


def reasons(kind: type) -> list[type]:
    """Every reason that a step may give."""
    return [found for inner in kind.__subclasses__() for found in (inner, *reasons(inner)) if hasattr(found, "phrase")]


WANTED = sorted(
    {kind.phrase for kind in reasons(Reason)}
    | {f"assumption.{assumption.key}" for derivation in DERIVATIONS for assumption in derivation.assumed}
    | {remark for derivation in DERIVATIONS for remark in derivation.remarks}
)


@pytest.mark.parametrize("key", WANTED)
def test_what_derivations_say_has_a_phrase(key):
    assert key in phrases("en")


def test_no_reason_assumption_or_remark_is_said_by_nobody():
    said = {key for key in phrases("en") if key.split(".")[0] in ("reason", "assumption", "remark")}
    assert said == set(WANTED)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", phrases("en"))
def test_every_phrase_has_the_same_slots_and_says_them(language, key):
    names = slots(key, language)
    assert names == slots(key, "en")
    filled = {name: f"<{name}>" for name in names if name != "count"}
    sentence = say(key, language, **filled, count=7 if "count" in names else None)
    assert sentence
    assert all(filling in sentence for filling in filled.values())


@pytest.mark.parametrize(
    ("key", "fillings", "sentence"),
    [
        ("reason.algebra", {}, "by algebra"),
        ("reason.induction", {"index": k}, "by induction on $k$"),
        ("reason.given", {"assumption": CONSTANT}, r"assuming that the gradient is constant: $\nabla C(w_i) = c$"),
        ("reason.at", {"values": {v[0]: 0, beta: 0}}, r"at $v_0 = 0$, $\beta = 0$"),
        ("reason.using", {"title": "Unrolled momentum", "result": object()}, "by the result ``Unrolled momentum''"),
        ("book.step", {"number": 3}, "Step 3"),
    ],
)
def test_sentences(key, fillings, sentence):
    assert say(key, **fillings) == sentence


@pytest.mark.parametrize(("count", "words"), [(0, "0 steps"), (1, "1 step"), (20, "20 steps")])
def test_plurals(count, words):
    assert say("book.steps", count=count) == words


def test_an_assumption_shows_its_facts():
    assert written(CONSTANT) == r"the gradient is constant: $\nabla C(w_i) = c$"


def test_a_formula_given_by_cases_stands_in_a_display():
    assert written(Piecewise((1, k < 2), (c, True))).startswith("\\[ \\begin{cases} 1, & k < 2")


def test_words_inside_formulas_follow_the_language():
    assert spoken("italian-notes", "en").words == {"otherwise": "otherwise"}


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (("reason.inducton",), "language en has no phrase 'reason.inducton'", "did you mean reason.induction?"),
        (("reason.algebra", "tlh"), "there is no catalogue for language 'tlh'", "known: en"),
    ],
)
def test_unknown_names(arguments, message, hint):
    with pytest.raises(UnknownNameError) as caught:
        say(*arguments)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_an_empty_slot_is_an_error():
    with pytest.raises(SymoptError) as caught:
        say("reason.induction")
    assert caught.value.message == "the phrase reason.induction leaves its slot {index} empty"
    assert caught.value.hint == "give index=..."
