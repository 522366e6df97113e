"""What is known of powers and of functions with cases, as formulas about the letters that stand for them."""

from collections.abc import Callable

from symopt.proof.terms import ONE, ZERO, Term


def power_lemmas(base: Term, exponent: Term, value: Term) -> tuple[Term, ...]:
    """Bounds on ``value = base**exponent`` for a whole exponent, or for any exponent of a positive base.

    Each holds for whole exponents by induction; a negative base has no powers but those.
    """
    natural, positive = ("<=", ZERO, exponent), ("<=", ONE, exponent)
    magnitude: Term = ("fn", "Abs", base)
    return (
        ("=>", ("<", ZERO, base), ("<", ZERO, value)),
        ("=>", ("not", ("=", base, ZERO)), ("not", ("=", value, ZERO))),
        ("=>", ("=", exponent, ZERO), ("=", value, ONE)),
        ("=>", ("=", exponent, ONE), ("=", value, base)),
        ("=>", ("and", ("<=", ZERO, base), natural), ("<=", ZERO, value)),
        ("=>", ("and", ("<=", ZERO, base), ("<=", base, ONE), natural), ("<=", value, ONE)),
        ("=>", ("and", ("<=", ZERO, base), ("<=", base, ONE), positive), ("<=", value, base)),
        ("=>", ("and", ("<=", ONE, base), natural), ("<=", ONE, value)),
        ("=>", ("and", ("<=", ONE, base), positive), ("<=", base, value)),
        ("=>", ("and", ("<=", magnitude, ONE), natural), ("<=", ("fn", "Abs", value), ONE)),
        ("=>", ("and", ("<", magnitude, ONE), positive), ("<=", ("fn", "Abs", value), magnitude)),
        ("=>", ("and", ("<=", ONE, magnitude), natural), ("<=", ONE, ("fn", "Abs", value))),
    )


def zero_power(base: Term, exponent: Term, value: Term) -> tuple[Term, ...]:
    """``0**e`` is 1 at e = 0 and 0 above; below, it has no value and nothing is said of it."""
    return (
        ("=>", ("=", exponent, ZERO), ("=", value, ONE)),
        ("=>", ("<", ZERO, exponent), ("=", value, ZERO)),
    )


def real_power(base: Term, exponent: Term, value: Term) -> tuple[Term, ...]:
    """Bounds on ``value = base**exponent`` for an exponent that need not be whole."""
    positive, small, large = ("<", ZERO, base), ("<=", base, ONE), ("<=", ONE, base)
    up, down = ("<=", ZERO, exponent), ("<=", exponent, ZERO)
    return (
        ("=>", positive, ("<", ZERO, value)),
        ("=>", ("and", positive, small, up), ("<=", value, ONE)),
        ("=>", ("and", positive, small, down), ("<=", ONE, value)),
        ("=>", ("and", large, up), ("<=", ONE, value)),
        ("=>", ("and", large, down), ("<=", value, ONE)),
        *(("=>", ("=", base, ZERO), fact) for fact in zero_power(base, exponent, value)),
    )


def _of_exp(value: Term, x: Term) -> tuple[Term, ...]:
    up, down = ("=>", ("<=", ZERO, x), ("<=", ONE, value)), ("=>", ("<=", x, ZERO), ("<=", value, ONE))
    return ("<", ZERO, value), up, down


def _of_log(value: Term, x: Term) -> tuple[Term, ...]:
    below = ("=>", ("and", ("<", ZERO, x), ("<=", x, ONE)), ("<=", value, ZERO))
    return ("=>", ("<=", ONE, x), ("<=", ZERO, value)), below


def _of_cos(value: Term, x: Term) -> tuple[Term, ...]:
    return ("<=", ("num", -1, 1), value), ("<=", value, ONE)


def _of_pi(value: Term) -> tuple[Term, ...]:
    return ("<", ("num", 3, 1), value), ("<", value, ("num", 22, 7))


def _of_floor(value: Term, x: Term) -> tuple[Term, ...]:
    below, above, last = ("<=", value, x), ("<", x, ("+", value, ONE)), ("num", -1, 1)
    from_zero = ("=>", ("<=", ZERO, x), ("<=", ZERO, value))
    at_zero = ("=>", ("and", ("<=", ZERO, x), ("<", x, ONE)), ("=", value, ZERO))
    before = ("=>", ("and", ("<=", last, x), ("<", x, ZERO)), ("=", value, last))
    return below, above, from_zero, at_zero, before


VALUES: dict[str, Callable[..., tuple[Term, ...]]] = {
    "exp": _of_exp,
    "log": _of_log,
    "cos": _of_cos,
    "pi": _of_pi,
    "floor": _of_floor,
}
"""What is known of a value by its function alone: from the letter that names it, and the arguments."""


def branches(name: Term, t: Term) -> Term:
    """A case distinction, by name."""
    _, condition, then, otherwise = t
    return ("and", ("=>", condition, ("=", name, then)), ("=>", ("not", condition), ("=", name, otherwise)))


def _of_abs(name: Term, arguments: tuple[Term, ...]) -> Term:
    x = arguments[0]
    return ("and", ("=>", ("<=", ZERO, x), ("=", name, x)), ("=>", ("<", x, ZERO), ("=", ("+", name, x), ZERO)))


def _of_sign(name: Term, arguments: tuple[Term, ...]) -> Term:
    x = arguments[0]
    return (
        "and",
        ("=>", ("<", ZERO, x), ("=", name, ONE)),
        ("=>", ("=", x, ZERO), ("=", name, ZERO)),
        ("=>", ("<", x, ZERO), ("=", ("+", name, ONE), ZERO)),
    )


def _of_max(name: Term, arguments: tuple[Term, ...]) -> Term:
    return ("and", ("or", *(("=", name, x) for x in arguments)), *(("<=", x, name) for x in arguments))


def _of_min(name: Term, arguments: tuple[Term, ...]) -> Term:
    return ("and", ("or", *(("=", name, x) for x in arguments)), *(("<=", name, x) for x in arguments))


FUNCTIONS: dict[str, Callable[[Term, tuple[Term, ...]], Term]] = {
    "Abs": _of_abs,
    "sign": _of_sign,
    "Max": _of_max,
    "Min": _of_min,
}
"""What defines each function with cases: from the letter that names a value, and the arguments."""
