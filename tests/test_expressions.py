from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Abs, Expr, Integer, Max, Min, Rational, cos, exp, floor, log, pi, sign, sin, sqrt, tanh

from symopt.errors import ExpressionError
from symopt.parsing.expressions import parse, parse_number, parse_point, parse_setting
from symopt.symbols import Coordinate, eta, w_1, w_2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1*w1^2 + 2*w2^2", w_1**2 / 10 + 2 * w_2**2),
        ("w_1 - w_2 - 1", w_1 - w_2 - 1),
        ("-w1^2", -(w_1**2)),
        ("2^-3^2", Rational(1, 512)),
        ("2^3^2", Integer(512)),
        ("-2*-3", Integer(6)),
        ("8/4/2", Integer(1)),
        ("1e-3*w1 + .5", w_1 / 1000 + Rational(1, 2)),
        ("2/5", Rational(2, 5)),
        ("w12", Coordinate("w_12")),
        ("sqrt(w1^2 + 1) + exp(w2)", sqrt(w_1**2 + 1) + exp(w_2)),
        ("log(w1) + sin(w1)*cos(w2) + tanh(w1)", log(w_1) + sin(w_1) * cos(w_2) + tanh(w_1)),
        ("abs(w1) + sign(w2) + floor(w1)", Abs(w_1) + sign(w_2) + floor(w_1)),
        ("max(w1, w2, 1) + min(w1, 0)", Max(w_1, w_2, 1) + Min(w_1, 0)),
        ("10 - 10*cos(2*pi*w1)", 10 - 10 * cos(2 * pi * w_1)),
        ("w1**(1/2)", sqrt(w_1)),
    ],
)
def test_reads(text, expected):
    assert parse(text) == expected


def test_reads_the_letters_that_it_is_given():
    assert parse("eta*w1", letters=[eta]) == eta * w_1


LANGUAGE = (
    "an expression is made of numbers, w1, w2, ..., + - * / ^ ( ) and "
    "abs, cos, exp, floor, log, max, min, pi, sign, sin, sqrt, tan, tanh"
)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "__import__('os')",
            "column 1: unknown function '__import__'",
            "known: abs, cos, exp, floor, log, max, min, sign, sin, sqrt, tan, tanh",
        ),
        (
            "0.1w1^2",
            "column 4: found 'w1' where an operator was expected",
            "multiplication is written with *: write 0.1*w1^2",
        ),
        ("sinn(w1)", "column 1: unknown function 'sinn'", "did you mean sin?"),
        ("w1 + W2", "column 6: unknown letter 'W2'", "known: w1, w2"),
        ("w1 + nan", "column 6: unknown letter 'nan'", "known: w1, w2"),
        ("w0", "column 1: unknown letter 'w0'", "known: w1, w2"),
        ("sin w1", "column 1: 'sin' is a function without its argument", "write sin(...)"),
        ("max(w1)", "column 1: 'max' is given 1", "max takes two or more arguments"),
        ("sin(w1, 2)", "column 1: 'sin' is given 2", "sin takes one argument"),
        ("2*(w1 + 1", "column 3: '(' is never closed", "add ')'"),
        ("w1)", "column 3: found ')' where an operator was expected", "take it away, or add '('"),
        ("0,1*w1", "column 2: found ',' where an operator was expected", "decimals are written with a point, 0.1"),
        ("w1 + $", "column 6: the character '$' has no meaning here", LANGUAGE),
        (
            "  ",
            "column 3: found the end where a number, a letter or '(' was expected",
            "the expression is empty",
        ),
        (
            "w1 + ",
            "column 6: found the end where a number, a letter or '(' was expected",
            "complete the expression, or take the operator away",
        ),
        ("w1/(2 - 2)", "column 3: '/' gives no finite number", "divide by something else than zero"),
        ("sqrt(-1)", "column 1: 'sqrt' gives no real number", "roots and logarithms need a positive argument"),
        ("1e999*w1", "column 1: '1e999' has too large an exponent", "use at most 300"),
    ],
)
def test_says_what_is_wrong(text, message, hint):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("text", "column", "found", "written"),
    [("2(w1)", 2, "(", "2*(w1)"), ("w1(2)", 3, "(", "w1*(2)"), ("w1 w2 + 1", 4, "w2", "w1*w2 + 1")],
)
def test_implicit_products_are_shown_written_out(text, column, found, written):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.message == f"column {column}: found '{found}' where an operator was expected"
    assert caught.value.hint == f"multiplication is written with *: write {written}"


def test_a_letter_misspelt():
    with pytest.raises(ExpressionError) as caught:
        parse("etta*w1", letters=[eta])
    assert (caught.value.message, caught.value.hint) == ("column 1: unknown letter 'etta'", "did you mean eta?")


@pytest.mark.parametrize(
    "text",
    [
        "9^9^9^9",
        "((9^90)^90)^90",
        "(w1^90)^90",
        "exp(exp(exp(exp(9))))",
        "floor(exp(9999)^90)",
        "(" * 100 + "w1" + ")" * 100,
        "-" * 1000 + "w1",
        "w1" + "+w1" * 1000,
        "*".join(["9^90"] * 100),
    ],
)
def test_refuses_what_would_take_for_ever(text):
    with pytest.raises(ExpressionError):
        parse(text)


numbers = st.fractions(min_value=-50, max_value=50, max_denominator=40).map(
    lambda q: Rational(q.numerator, q.denominator)
)
leaves = st.one_of(numbers, st.sampled_from([w_1, w_2, Coordinate("w_3")]))


def grown(inner):
    return st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        st.tuples(inner, st.integers(1, 3)).map(lambda pair: pair[0] ** pair[1]),
        st.tuples(inner).map(lambda one: Abs(one[0] + w_1)),
        st.tuples(inner).map(lambda one: sin(w_2 + one[0])),
        st.tuples(inner).map(lambda one: 1 / (1 + w_1**2 + one[0] ** 2)),
    )


@given(st.recursive(leaves, grown, max_leaves=8))
def test_reads_back_what_is_printed(expression):
    assert parse(str(expression)) == expression


@given(st.text(alphabet="w12+-*/^().,e sinxp_'", max_size=25))
def test_any_text_is_read_or_refused_politely(text):
    with suppress(ExpressionError):
        assert isinstance(parse(text), Expr)


def test_numbers_points_settings_are_exact():
    assert [parse_number(text) for text in ("0.4", " -23/5 ", "1e-3", "+2.", ".5/2")] == [
        Rational(2, 5),
        Rational(-23, 5),
        Rational(1, 1000),
        2,
        Rational(1, 4),
    ]
    assert parse_point("-5, -2") == (-5, -2)
    assert parse_setting("eta = 0.4") == ("eta", Rational(2, 5))


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (parse_number, "nan", "'nan' is not a real, finite number"),
        (parse_number, "1j", "'1j' is not a real, finite number"),
        (parse_number, "1/0", "'1/0' divides by zero"),
        (parse_number, "1e9999", "'1e9999' has too large an exponent"),
        (parse_number, "9" * 5000, "'" + "9" * 37 + "...' is not a real, finite number"),
        (parse_point, "1,,2", "component 2 of the point is empty"),
        (parse_point, "-inf,2", "component 1 of the point: '-inf' is not a real, finite number"),
        (parse_setting, "eta", "'eta' does not set a letter"),
        (parse_setting, "eta=inf", "eta: 'inf' is not a real, finite number"),
    ],
)
def test_numbers_that_are_none(read, text, message):
    with pytest.raises(ExpressionError) as caught:
        read(text)
    assert caught.value.message == message
    assert caught.value.hint
