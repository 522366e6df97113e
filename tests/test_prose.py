"""Sentences: every phrase, every slot, every way to ask for too much."""

import pytest
from sympy import Eq, Matrix

from symopt.errors import SymoptError, UnknownNameError
from symopt.prose import languages, phrases, say, slots, spoken, written
from symopt.statements import Assumption
from symopt.symbols import beta, c, g, i, k, v, w_1

CONSTANT = Assumption("constant-gradient", (Eq(g[i], c),))
REASONS = """algebra unfold given induction geometric-sum limit differentiate hessian gradient taylor solve-for
substitute using linear-algebra eigenvector powers-vanish equivalence for-all-eigenvalues expectation best-constant jury
change-of-variables first-pass evaluate characteristic-polynomial roots-inside-unit-circle drop-remainder
stationary-points split"""
ASSUMPTIONS = """constant-gradient stationary-gradients constant-rate zero-start symmetric-positive-definite
quadratic-objective eigenvalues-within smooth eigenvector minimum"""
VERDICTS = "proved enclosed sampled refuted undecided vacuous"
METHODS = "identity smt induction limit any-dimension definition interval sampling"
BOOK = """generated-from contents assumptions derivation worked-example result verified-by step exact rounded
notes-disagree figure"""
KINDS = {"reason": REASONS, "assumption": ASSUMPTIONS, "verdict": VERDICTS, "method": METHODS, "book": BOOK}
WANTED = [f"{kind}.{name}" for kind, names in KINDS.items() for name in names.split()]


@pytest.mark.parametrize("key", WANTED)
def test_wanted_phrases_are_there(key):
    assert key in phrases("en")


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
        ("reason.because", {"what": "the sum telescopes"}, "because the sum telescopes"),
        ("reason.using", {"title": "Unrolled momentum", "result": object()}, "by the result ``Unrolled momentum''"),
        ("reason.substitute", {"values": Matrix([w_1])}, r"substituting $\begin{bmatrix} w_1 \end{bmatrix}$"),
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
