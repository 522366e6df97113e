"""Exact signs of real constants: enclosures for what is not zero, a root bound for what is.

A constant with enclosure away from zero has a sign. One that cannot be kept away from zero is polynomial in a few roots
(of rational polynomials), or stays undecided. Eliminating those roots leaves a polynomial that the constant satisfies;
its nonzero roots stay away from zero by a bound (Cauchy, 1829), so a constant enclosed below that bound is zero.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from types import MappingProxyType

from flint import arb, ctx, fmpq, fmpq_mpoly, fmpq_mpoly_ctx, fmpq_poly, fmpz_poly
from sympy import (
    Abs,
    Add,
    CRootOf,
    E,
    Expr,
    Max,
    Min,
    Mul,
    Poly,
    PolynomialError,
    Pow,
    Rational,
    Symbol,
    cos,
    exp,
    log,
    pi,
    rootof,
    sign,
    sin,
    sqrt,
    symbols,
    tan,
    tanh,
)

PRECISIONS = (64, 256, 1024, 4096)
MAX_ELIMINATION = 64
FUNCTIONS: dict[type, Callable[..., arb]] = {
    Add: lambda *parts: sum(parts, arb(0)),
    Mul: lambda *parts: reduce(arb.__mul__, parts, arb(1)),
    exp: arb.exp,
    log: arb.log,
    sin: arb.sin,
    cos: arb.cos,
    tan: arb.tan,
    tanh: arb.tanh,
    Abs: abs,
    sign: arb.sgn,
    Max: lambda *parts: reduce(arb.max, parts),
    Min: lambda *parts: reduce(arb.min, parts),
}
CONSTANTS: dict[Expr, Callable[[], arb]] = {pi: arb.pi, E: arb.const_e}


def rational(number: Expr) -> fmpq:
    """A SymPy rational as python-flint's."""
    return fmpq(int(number.p), int(number.q))


def univariate(expression: Expr, letter: Symbol) -> fmpq_poly:
    """A polynomial in one letter with rational coefficients, as python-flint's.

    Raises:
        PolynomialError: when it is none.
    """
    coefficients = Poly(expression, letter).all_coeffs()
    if not all(c.is_Rational for c in coefficients):
        raise PolynomialError("the coefficients are not rational")
    return fmpq_poly([rational(c) for c in reversed(coefficients)])


def enclose(expression: Expr, bits: int, at: Mapping[Expr, arb] = MappingProxyType({})) -> arb:
    """A ball that holds a real constant, computed with this many bits.

    Args:
        expression: the constant.
        bits: the working precision.
        at: balls for the letters in it; the result then holds its values on all of them.

    Raises:
        TypeError: when the expression holds a function without enclosure.
    """
    with ctx.workprec(bits):
        return _ball(expression, at)


def _ball(constant: Expr, at: Mapping[Expr, arb]) -> arb:
    if constant in at:
        return at[constant]
    if constant.is_Rational:
        return arb(rational(constant))
    if constant in CONSTANTS:
        return CONSTANTS[constant]()
    if isinstance(constant, CRootOf):
        return _real_roots(univariate(constant.poly.as_expr(), constant.poly.gen), ctx.prec)[constant.index]
    if isinstance(constant, Pow):
        return _power(_ball(constant.base, at), constant.exp, at)
    if constant.func not in FUNCTIONS:
        raise TypeError(f"{constant} has no enclosure")
    return FUNCTIONS[constant.func](*(_ball(part, at) for part in constant.args))


def _power(base: arb, exponent: Expr, at: Mapping[Expr, arb]) -> arb:
    if exponent.is_Integer:
        return base ** int(exponent)
    if exponent.is_Rational:
        return base.root(int(exponent.q)) ** int(exponent.p)
    return (_ball(exponent, at) * base.log()).exp()


def _real_roots(poly: fmpq_poly, bits: int) -> list[arb]:
    """The distinct real roots of a polynomial in increasing order; one that is real has a real enclosure."""
    with ctx.workprec(bits):
        roots = [root.real for root, _ in fmpz_poly(poly.numer()).complex_roots() if root.imag.is_zero()]
    return sorted(roots, key=arb.mid)


def roots(poly: fmpq_poly) -> list[Expr]:
    """The distinct real roots of a nonzero polynomial, in increasing order: exact, as SymPy writes them.

    >>> roots(fmpq_poly([0, -2, 0, 1]))
    [-sqrt(2), 0, sqrt(2)]
    """
    found = [root for factor, _ in fmpz_poly(poly.numer()).factor()[1] for root in _roots_of_irreducible(factor)]
    return sorted(found, key=lambda root: enclose(root, PRECISIONS[1]).mid())


def _roots_of_irreducible(factor: fmpz_poly) -> Iterator[Expr]:
    coefficients = [Rational(int(c)) for c in factor.coeffs()]
    if len(coefficients) == 2:
        yield -coefficients[0] / coefficients[1]
    elif len(coefficients) == 3:
        c, b, a = coefficients
        if (discriminant := b**2 - 4 * a * c) > 0:
            yield from ((-b + side * sqrt(discriminant)) / (2 * a) for side in (-1, 1))
    else:
        polynomial = Poly(coefficients[::-1], Symbol("x"))
        yield from (rootof(polynomial, n) for n in range(len(_real_roots(fmpq_poly(factor), PRECISIONS[0]))))


def sign_of(constant: Expr) -> int | None:
    """The sign of a real constant: -1, 0, 1; None when it cannot be decided.

    >>> sign_of(sqrt(2) - Rational(3, 2)), sign_of(sqrt(2) * sqrt(3) - sqrt(6)), sign_of(exp(1) - 3)
    (-1, 0, -1)
    """
    if constant.is_Rational:
        return int(sign(constant))
    bound = None
    for bits in PRECISIONS:
        try:
            ball = enclose(constant, bits)
        except TypeError:
            return None
        if ball > 0 or ball < 0:
            return 1 if ball > 0 else -1
        bound = least_nonzero(constant) if bound is None else bound
        if bound is None:
            continue
        if ball.abs_upper() < bound:
            return 0
    return None


def least_nonzero(constant: Expr) -> arb | None:
    """A number that the constant exceeds in absolute value unless it is zero; None when it is not algebraic."""
    generators = sorted(_generators(constant), key=str)
    letters = symbols(f"x:{len(generators)}")
    polynomial = constant.xreplace(dict(zip(generators, letters, strict=True)))
    relations = [_relation(generator, letter) for generator, letter in zip(generators, letters, strict=True)]
    if None in relations:
        return None
    try:
        eliminated = _eliminate(polynomial, relations, letters)
    except PolynomialError:  # something in it is no root of a rational polynomial
        return None
    return None if eliminated is None else _cauchy(eliminated)


def _generators(constant: Expr) -> set[Expr]:
    if isinstance(constant, CRootOf) or (isinstance(constant, Pow) and not constant.exp.is_Integer):
        return {constant}
    return set().union(*(_generators(part) for part in constant.args)) if constant.args else set()


def _relation(generator: Expr, letter: Symbol) -> Expr | None:
    """A polynomial that the generator satisfies."""
    if isinstance(generator, CRootOf):
        return generator.poly.as_expr().xreplace({generator.poly.gen: letter})
    base, exponent = generator.args
    if not (base.is_Rational and exponent.is_Rational):
        return None
    return letter**exponent.q - base**exponent.p


def _eliminate(polynomial: Expr, relations: list[Expr], letters: tuple[Symbol, ...]) -> fmpq_poly | None:
    value = Symbol("t")
    context = fmpq_mpoly_ctx.get([str(letter) for letter in (value, *letters)], "lex")
    found = multivariate(value - polynomial, (value, *letters), context)
    for relation, letter in zip(relations, letters, strict=True):
        found = multivariate(relation, (value, *letters), context).resultant(found, str(letter))
        if found.total_degree() > MAX_ELIMINATION:
            return None
    return fmpq_poly(coefficients(found, 0)) if found != 0 else None


def multivariate(expression: Expr, letters: tuple[Symbol, ...], context: fmpq_mpoly_ctx) -> fmpq_mpoly:
    """A polynomial with rational coefficients, as python-flint's.

    Raises:
        PolynomialError: when it is none.
    """
    terms = Poly(expression, *letters).as_dict()
    if not all(c.is_Rational for c in terms.values()):
        raise PolynomialError("the coefficients are not rational")
    return context.from_dict({powers: rational(c) for powers, c in terms.items()})


def coefficients(polynomial: fmpq_mpoly, position: int) -> list[fmpq]:
    """The coefficients of a polynomial that reads only the letter at a position, lowest power first."""
    terms = {powers[position]: c for powers, c in polynomial.to_dict().items()}
    return [terms.get(n, fmpq(0)) for n in range(max(terms, default=0) + 1)]


def _cauchy(poly: fmpq_poly) -> arb:
    lowest, *others = [abs(c) for c in poly.coeffs() if c != 0]
    return arb(lowest) / arb(lowest + max(others, default=fmpq(0)))
