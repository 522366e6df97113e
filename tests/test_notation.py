"""Notations: what a table may say, and how letters are composed from it."""

from dataclasses import replace

import pytest

from symopt.errors import OutputError, UnknownNameError
from symopt.latex import latex, update_lines
from symopt.notation import CANONICAL, Glyph, Notation
from symopt.optimizers.adam import adam
from symopt.symbols import eta, g, k, s, v, v_hat, w

NOTES = Notation.load(CANONICAL)


def test_the_canonical_notation_ships():
    assert CANONICAL in Notation.names()


@pytest.mark.parametrize(
    ("name", "glyph"),
    [
        ("w", Glyph("w")),
        ("beta_1", Glyph(r"\beta", "1")),
        ("lambda_max", Glyph(r"\lambda", r"\max")),
        ("v_hat", Glyph(r"\hat{v}")),
        ("eta_minus", Glyph(r"\eta", "-")),
        ("v_hat_1", Glyph(r"\hat{v}", "1")),
        ("w_max_2", Glyph("w", r"\max, 2")),
        ("w1", Glyph("w", "1")),
        ("c_beta", Glyph("c", r"\beta")),
        ("tolerance", Glyph(r"\mathrm{tol}")),
        ("speed_limit", Glyph(r"\mathrm{speed}", r"\mathrm{limit}")),
        ("1", Glyph("1")),
    ],
)
def test_glyphs(name, glyph):
    assert NOTES.glyph(name) == glyph


def test_another_paper_is_another_table():
    kingma = Notation.from_table(
        "kingma-ba",
        {
            "extends": CANONICAL,
            "gradient": "letter",
            "fraction": "whole",
            "letters": {"w": r"\theta", "v": "m", "s": "v", "eta": r"\alpha", "k": "t"},
        },
    )
    assert update_lines(adam, kingma) == [
        r"g_t = \nabla C(\theta_t)",
        r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t",
        r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2",
        r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t}",
        r"\hat{v}_t = \frac{v_t}{1 - \beta_2^t}",
        r"\theta_{t+1} = \theta_t - \frac{\eta \hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}".replace(r"\eta", r"\alpha"),
    ]


@pytest.mark.parametrize(
    ("style", "code"), [("subscript", "v_{k-1}^2"), ("superscript", "(v^{(k-1)})^2"), ("argument", "(v(k-1))^2")]
)
def test_index_styles(style, code):
    assert latex(v[k - 1] ** 2, replace(NOTES, index=style)) == code


@pytest.mark.parametrize(
    ("entry", "statement", "code"),
    [
        ({"signs": {"elementwise": r"\circ"}}, s[k] * v_hat[k], r"s_k \circ \hat{v}_k"),
        ({"oracles": {"grad": r"\nabla_w E"}}, g[k], r"\nabla_w E(w_k)"),
        ({"gradient": "letter"}, g[k] ** 2, "g_k^2"),
        ({"letters": {"w": r"\mathbf{w}"}}, w[k + 1], r"\mathbf{w}_{k+1}"),
        ({"accents": {"hat": r"\widehat"}}, v_hat[k], r"\widehat{v}_k"),
    ],
)
def test_one_entry_changes_one_thing(entry, statement, code):
    assert latex(eta * statement, Notation.from_table("mine", {"extends": CANONICAL, **entry})) == rf"\eta {code}"


@pytest.mark.parametrize(
    ("table", "message", "hint"),
    [
        ({"lettres": {}}, "notation mine: key 'lettres' is not known", "did you mean letters?"),
        ({"index": "below"}, "notation mine: index 'below' is not known", "known: argument, subscript, superscript"),
        ({"signs": {"adn": "&"}}, "notation mine: signs entry 'adn' is not known", "did you mean and?"),
        ({"oracles": {"f": 3}}, "notation mine: oracles.f is not a text", 'write f = "..."'),
        ({"letters": "w"}, "notation mine: letters is not a table", "write it as [letters]"),
    ],
)
def test_a_table_that_says_too_much(table, message, hint):
    with pytest.raises(OutputError) as caught:
        Notation.from_table("mine", {"extends": CANONICAL, **table})
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_table_that_says_too_little():
    with pytest.raises(OutputError) as caught:
        Notation.from_table("mine", {"index": "subscript"})
    assert caught.value.message == "notation mine: fraction is missing"
    assert caught.value.hint == 'give it, or say extends = "italian-notes"'


def test_a_missing_entry():
    with pytest.raises(OutputError) as caught:
        replace(NOTES, words={})
    assert caught.value.message == "notation italian-notes: words.otherwise is missing"


def test_extending_the_unknown():
    with pytest.raises(UnknownNameError) as caught:
        Notation.from_table("mine", {"extends": "italian"})
    assert caught.value.hint == "did you mean italian-notes?"
