import pytest
from flint import fmpq, fmpq_poly
from hypothesis import given
from hypothesis import strategies as st
from sympy import (
    Abs,
    CRootOf,
    I,
    ImmutableDenseMatrix,
    Integer,
    Max,
    Piecewise,
    Rational,
    Symbol,
    exp,
    log,
    nan,
    oo,
    sqrt,
)

from symopt.errors import ObjectiveError
from symopt.objectives import Objective
from symopt.objectives.algebraic import rational, roots, sign_of
from symopt.objectives.calculus import apply, gradient, jacobian
from symopt.objectives.existence import box_around, has_zero
from symopt.objectives.stationary import Plateau, classify
from symopt.objectives.vector import VectorObjective
from symopt.symbols import Coordinate, SymmetricMatrix, Vector, c, dot, norm, outer, solve, v, w_1, w_2

x = Symbol("x")
bowl = Objective("Bowl", 0.1 * w_1**2 + 2 * w_2**2)
cube_root = CRootOf(x**3 - x - 1, 0)


def one(text):
    return Objective.from_text(text)


def kinds(objective):
    return {found.point: found.kind for found in objective.stationary_points}


def test_the_notes_example():
    assert bowl.value_at((-5, -2)) == Rational(21, 2)
    assert bowl.gradient_at((-5, -2)) == ImmutableDenseMatrix([-1, -8])
    assert bowl.hessian_at((-5, -2)) == ImmutableDenseMatrix([[Rational(1, 5), 0], [0, 4]])
    assert bowl.value_at((-4.6, 1.2)) == Rational(1249, 250)
    assert (bowl.dimension, bowl.coordinates) == (2, (w_1, w_2))


def test_coordinates_not_read_still_count():
    assert one("w3^2").coordinates == (w_1, w_2, Coordinate("w_3"))


@given(
    st.tuples(*[st.fractions(-3, 3, max_denominator=5)] * 2),
    st.tuples(*[st.fractions(-3, 3, max_denominator=5)] * 2),
)
def test_taylor_of_full_degree_is_the_function(centre, point):
    objective = one("w1^3*w2 - 2*w1*w2^2 + w2 - 7")
    centre, point = (tuple(Rational(n.numerator, n.denominator) for n in place) for place in (centre, point))
    at = dict(zip(objective.coordinates, point, strict=True))
    assert objective.taylor(centre, 4).xreplace(at) == objective.value_at(point)


def test_taylor_of_lower_degree():
    assert (one("exp(w1)").taylor((0,), 2) - (1 + w_1 + w_1**2 / 2)).expand() == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w1^2 + w2^2", {(0, 0): "minimum"}),
        ("-w1^2 - w2^2 + w1*w2", {(0, 0): "maximum"}),
        ("w1*w2", {(0, 0): "saddle"}),
        ("w1^4", {(0,): "degenerate"}),
        ("w1^3", {(0,): "degenerate"}),
        ("w1^4 + w2^2", {(0, 0): "degenerate"}),
        ("w1^3 - 3*w1*w2^2", {(0, 0): "degenerate"}),
        ("w1^3 + w2", {}),
        ("w1/(1 + w1^2)", {(-1,): "minimum", (1,): "maximum"}),
        ("w1^2 - log(w1)", {(sqrt(2) / 2,): "minimum"}),
        ("w1^3/3 - w1 + 1/w2 + w2", {(-1, -1): "maximum", (-1, 1): "saddle", (1, -1): "saddle", (1, 1): "minimum"}),
        ("w1^4/4 - w1^3 + 3*w1 + log(w1 - 4)", {}),
        ("w1^4 - 4*w1^2", {(-sqrt(2),): "minimum", (0,): "maximum", (sqrt(2),): "minimum"}),
        ("w1^4/4 - w1^2/2 - w1", {(cube_root,): "minimum"}),
        (
            "w1^2 + w2^2 + w3^2 + w1*w2*w3",
            {(0, 0, 0): "minimum", **dict.fromkeys([(-2, -2, -2), (-2, 2, 2), (2, -2, 2), (2, 2, -2)], "saddle")},
        ),
    ],
)
def test_stationary_points_are_all_found_and_classified(text, expected):
    objective = one(text)
    assert kinds(objective) == expected
    assert objective.stationary.complete


def test_himmelblau_has_nine_stationary_points():
    found = sorted(kinds(one("(w1^2 + w2 - 11)^2 + (w1 + w2^2 - 7)^2")).values())
    assert found == ["maximum"] + ["minimum"] * 4 + ["saddle"] * 4


def test_points_of_high_degree_are_settled():
    objective = one("w1^6 - w1^3*w2 + w2^6 + w1*w2")
    assert sorted(kinds(objective).values()) == ["minimum", "minimum", "saddle"]
    assert objective.stationary.complete


def test_a_box_beside_a_zero_holds_none():
    system = [w_1**2 + w_2**2 - 2, w_1 * w_2 - 1]
    assert not has_zero(system, (w_1, w_2), box_around([Integer(1), Integer(1)]))  # a double zero
    system = [w_1**2 + w_2**2 - 5, w_1 * w_2 - 2]
    assert has_zero(system, (w_1, w_2), box_around([Integer(1), Integer(2)]))
    assert not has_zero(system, (w_1, w_2), box_around([1 + Rational(1, 2**100), Integer(2)]))


@pytest.mark.parametrize("text", ["w1^2*w2^2", "w2^2", "abs(w1)", "exp(w1) - 2*w1", "w1^2*w3^2 + w2^2"])
def test_what_cannot_be_enumerated_is_not_called_complete(text):
    assert not one(text).stationary.complete


def test_points_on_trial_are_classified_exactly():
    objective = Objective("Softened", exp(w_1) - 2 * w_1, points={"bottom": (log(2),), "elsewhere": (1,)})
    assert kinds(objective) == {(log(2),): "minimum"}


def test_pieces_that_join_smoothly():
    flat = Objective("Flat", Piecewise(((w_1 + 1) ** 2, w_1 < -1), (0, w_1 <= 1), ((w_1 - 1) ** 2, True)))
    assert flat.stationary.plateaus == (Plateau(Integer(-1), Integer(1), Integer(0)),)
    assert flat.stationary_points == ()
    assert [(joint.at, joint.order) for joint in flat.joints] == [(-1, 2), (1, 2)]
    assert flat.gradient_at((-1,)) == ImmutableDenseMatrix([0])
    with pytest.raises(ObjectiveError, match="not twice differentiable at \\(-1\\), where two pieces meet"):
        flat.hessian_at((-1,))


def test_a_mutated_piece_is_seen_to_have_a_kink_or_a_jump():
    kinked = Objective("Kinked", Piecewise((-w_1, w_1 < 0), (w_1, True)))
    torn = Objective("Torn", Piecewise((-w_1, w_1 < 0), (w_1 + 1, True)))
    assert [(joint.at, joint.order) for joint in (*kinked.joints, *torn.joints)] == [(0, 1), (0, 0)]
    assert kinked.stationary_points == ()
    assert kinked.gradient_at((2,)) == ImmutableDenseMatrix([1])
    with pytest.raises(ObjectiveError) as caught:
        kinked.gradient_at((0,))
    assert caught.value.message == "Kinked is not once differentiable at (0), where two pieces meet"


@pytest.mark.parametrize(
    ("text", "point", "part"),
    [
        ("abs(w1)", (0,), "Abs(w_1)"),
        ("max(w1, w2)", (3, 3), "Max(w_1, w_2)"),
        ("min(w1, 1 - w1)", (Rational(1, 2),), "Min(w_1, 1 - w_1)"),
        ("w1*sign(w1 - 1)", (1,), "sign(w_1 - 1)"),
        ("floor(w1/2)", (4,), "floor(w_1/2)"),
        ("sqrt(w1)", (0,), "sqrt(w_1)"),
        ("abs(w1^2 - 2)", (sqrt(2),), "Abs(w_1**2 - 2)"),
    ],
)
def test_no_gradient_at_a_kink(text, point, part):
    with pytest.raises(ObjectiveError) as caught:
        one(text).gradient_at(point)
    shown = "(" + ", ".join(map(str, point)) + ")"
    assert caught.value.message == f"{text} is not known to be differentiable at {shown}, because of {part}"
    assert caught.value.hint == "choose a point beside it"


@pytest.mark.parametrize(
    ("text", "point", "slope"),
    [
        ("abs(w1)", (-2,), [-1]),
        ("max(w1^2, w2)", (3, 1), [6, 0]),
        ("min(w1, w2, 2)", (5, 1), [0, 1]),
        ("w1*sign(w1 - 1)", (0,), [-1]),
        ("w1*floor(w1)", (Rational(5, 2),), [2]),
        ("abs(w1^2 - 2)", (1,), [-2]),
    ],
)
def test_the_gradient_beside_a_kink(text, point, slope):
    assert one(text).gradient_at(point) == ImmutableDenseMatrix(slope)


@pytest.mark.parametrize(
    ("text", "point", "message"),
    [
        ("1/w1", (0,), "1/w1 is not real and finite at (0): its value there is zoo"),
        ("log(w1)", (-1,), "log(w1) is not real and finite at (-1): its value there is I*pi"),
        ("sqrt(w1)", (-4,), "sqrt(w1) is not real and finite at (-4): its value there is 2*I"),
        ("w1*w2", (1,), "w1*w2 has 2 coordinates, but the point has 1 coordinate"),
        ("w1", (nan,), "w1: w_1 = nan is not a real, finite number"),
        ("w1", (oo,), "w1: w_1 = oo is not a real, finite number"),
        ("w1", (1 + I,), "w1: w_1 = 1 + I is not a real, finite number"),
        ("w1", (float("inf"),), "w1: w_1 = inf is not a real, finite number"),
        ("w1", (1j,), "w1: w_1 = 1j is not a real, finite number"),
        ("w1", ("1",), "w1: w_1 = 1 is not a real, finite number"),
    ],
)
def test_values_that_do_not_exist(text, point, message):
    with pytest.raises(ObjectiveError) as caught:
        one(text).value_at(point)
    assert caught.value.message == message
    assert caught.value.hint


def test_letters_need_values():
    tilted = Objective("Tilted", c * w_1**2)
    assert tilted.letters == (c,)
    with pytest.raises(ObjectiveError, match="Tilted: c has no value"):
        tilted.value_at((1,))
    assert tilted.with_values({c: 0.5}).value_at((2,)) == 2
    assert kinds(tilted.with_values({c: -1})) == {(0,): "maximum"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"expression": "w_1"}, "F: 'w_1' is not an expression"),
        ({"expression": c * w_1, "defaults": {c: "1"}}, "F: c = 1 is not a real, finite number"),
        ({"expression": Integer(3)}, "3 reads no coordinate"),
        ({"expression": w_1 + w_2, "coordinates": (w_1,)}, "F reads w_2, which is not among its coordinates"),
        ({"expression": w_1 + Symbol("t")}, "F reads t, which is not among its coordinates"),
        ({"expression": w_1 + v[1]}, "F: v(1) is not a function of coordinates"),
        ({"expression": w_1 + dot(Vector("b"), Vector("b"))}, "F: dot(b, b) is not a function of coordinates"),
        ({"expression": I * w_1}, "F: w_1*I is not real and finite"),
        ({"expression": w_1, "defaults": {c: 1}}, "F: c is given a value, but the expression does not read it"),
        ({"expression": w_1, "points": {"a": (1, 2)}}, "F has 1 coordinate, but the point has 2 coordinates"),
        (
            {"expression": Piecewise((w_1, w_1 < w_2), (w_2, True))},
            "F: its pieces are told apart on w_1 and w_2",
        ),
        (
            {"expression": Piecewise((0, w_1**2 < 2), (w_1, True))},
            "the piece where w_1**2 < 2 cannot be placed on the axis of w_1",
        ),
        ({"expression": Piecewise((0, w_1 < 2))}, "no piece says what the value is at w_1 = 3"),
    ],
)
def test_what_is_no_objective(arguments, message):
    with pytest.raises(ObjectiveError) as caught:
        Objective("F", **arguments)
    assert caught.value.message == message
    assert caught.value.hint


@pytest.mark.parametrize("evil", ["__import__('os')", "1", object()])
def test_text_is_never_evaluated(evil):
    with pytest.raises(ObjectiveError, match="is not a real, finite number"):
        bowl.value_at((evil, 1))


@pytest.mark.parametrize(
    ("constant", "expected"),
    [
        (sqrt(2) - Rational(3, 2), -1),
        (cube_root**3 - cube_root - 1, 0),
        (cube_root**3 - cube_root - 1 + Rational(1, 10**40), 1),
        ((sqrt(2) + cube_root) ** 2 - 2 - 2 * sqrt(2) * cube_root - cube_root**2, 0),
        (exp(1) - 3, -1),
        (log(2) + log(3) - log(6), None),
        (Abs(sqrt(2) - 2) + Max(sqrt(2), 1) - 2, 0),
    ],
)
def test_signs_are_exact_or_undecided(constant, expected):
    assert sign_of(constant) == expected


def test_roots_are_the_distinct_real_ones():
    assert roots(fmpq_poly([-2, 0, 1]) ** 2 * fmpq_poly([1, 0, 1]) * fmpq_poly([fmpq(-1, 3), 1])) == [
        -sqrt(2),
        Rational(1, 3),
        sqrt(2),
    ]
    assert rational(Rational(1, 3)) == fmpq(1, 3)


@given(st.lists(st.integers(-3, 3), min_size=6, max_size=6))
def test_definiteness_agrees_with_eigenvalues(entries):
    a, b, c_, d, e, f = entries
    matrix = ImmutableDenseMatrix([[a, b, c_], [b, d, e], [c_, e, f]])
    poly = matrix.charpoly(x).as_expr().as_poly(x)
    eigenvalues = [sign_of(root) for root in poly.real_roots()]
    expected = "degenerate"
    if set(eigenvalues) == {1}:
        expected = "minimum"
    elif set(eigenvalues) == {-1}:
        expected = "maximum"
    elif {1, -1} <= set(eigenvalues):
        expected = "saddle"
    assert classify(matrix) == expected


w, b, H, A = Vector("w"), Vector("b"), SymmetricMatrix("H"), SymmetricMatrix("A")


@pytest.mark.parametrize(
    ("expression", "slope", "bend"),
    [
        (dot(w, dot(H, w)) / 2 - dot(b, w), dot(H, w) - b, H),
        (dot(b, dot(H, dot(A, w))), dot(A, dot(H, b)), 0),
        (dot(dot(H, w), dot(A, w)), dot(A, dot(H, w)) + dot(H, dot(A, w)), dot(A, H) + dot(H, A)),
        (dot(w, b) * dot(w, b), 2 * b * dot(w, b), 2 * outer(b, b)),
        (norm(w), w / norm(w), None),
    ],
)
def test_derivatives_in_any_dimension(expression, slope, bend):
    assert gradient(expression, w) == slope
    if bend is not None:
        assert jacobian(slope, w) == bend


@pytest.mark.parametrize(
    "expression", [dot(w, dot(H, w)) ** 2 - dot(w, w) * dot(b, w), dot(w, w) ** 3, (dot(b, w) + 1) * dot(w, dot(A, w))]
)
def test_derivatives_in_any_dimension_agree_with_coordinates(expression):
    numbers = {H: [[3, 1], [1, 2]], A: [[1, 2], [2, -1]], b: [5, -7]}
    letters = {letter: rows for letter, rows in numbers.items() if expression.has(letter)} or {b: [1, 1]}
    values = {letter: ImmutableDenseMatrix(rows) for letter, rows in letters.items()}
    point = ImmutableDenseMatrix([2, -3])
    concrete = VectorObjective("F", expression, w).concrete(letters)
    held = VectorObjective("F", expression, w)
    assert concrete.gradient_at(point) == worked_out(held.gradient, {**values, w: point})
    assert concrete.hessian_at(point) == worked_out(held.hessian, {**values, w: point})


def worked_out(expression, values):
    """Evaluate words of linear algebra directly, as the definition of each word says."""
    if expression in values:
        return values[expression]
    if expression.is_number:
        return expression
    parts = [worked_out(part, values) for part in expression.args]
    if isinstance(expression, dot):
        left, right = parts
        return (left.T * right)[0] if left.cols == right.cols == 1 else left * right
    if isinstance(expression, outer):
        return parts[0] * parts[1].T
    if not parts:
        return ImmutableDenseMatrix.eye(2)
    total = parts[0]
    for part in parts[1:]:
        total = total + part if expression.is_Add else total**part if expression.is_Pow else total * part
    return total


def test_a_solve_is_settled_by_its_own_matrix_only():
    assert apply(H, solve(H, b)) == b
    assert apply(A, solve(H, b)) == dot(A, solve(H, b))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({H: [[1, 2], [2, 1]]}, "Quadratic: H is not positive definite"),
        ({H: [[1, 2], [0, 1]]}, "H is not symmetric"),
        ({b: [1, 2, 3]}, "Quadratic: its letters have the sizes [2, 3]"),
        ({b: [[1, 2], [3, 4]]}, "b is not a vector"),
        ({b: [1, c]}, "b holds c, which is not a real, finite number"),
        ({b: ["1", 2]}, "b holds 1, which is not a real, finite number"),
    ],
)
def test_numbers_that_do_not_fit_a_quadratic(values, message):
    quadratic = VectorObjective(
        "Quadratic", dot(w, dot(H, w)) / 2 - dot(b, w), w, (H,), {H: [[3, 1], [1, 2]], b: [5, 5]}
    )
    with pytest.raises(ObjectiveError) as caught:
        quadratic.concrete(values)
    assert caught.value.message == message


def test_no_stationary_point_without_the_assumption():
    with pytest.raises(ObjectiveError, match="its Hessian H is not taken to be positive definite"):
        _ = VectorObjective("F", dot(w, dot(H, w)) / 2, w).stationary_points


def test_words_without_a_rule_are_named():
    with pytest.raises(ObjectiveError, match="with respect to w is not in the table"):
        VectorObjective("F", dot(b, solve(H, w)), w)
