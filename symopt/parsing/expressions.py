"""How an expression is read from text: numbers, coordinates, operators and functions from a table, and nothing else."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sympy import (
    Abs,
    Expr,
    Max,
    Min,
    Rational,
    Symbol,
    cos,
    exp,
    floor,
    log,
    nan,
    oo,
    pi,
    sign,
    sin,
    sqrt,
    tan,
    tanh,
    zoo,
)

from symopt.errors import ExpressionError, did_you_mean
from symopt.parsing.numerals import MAX_LENGTH, parse_number
from symopt.parsing.numerals import parse_point as parse_point
from symopt.parsing.numerals import parse_setting as parse_setting
from symopt.symbols import Coordinate

MAX_DEPTH, MAX_EXPONENT, MAX_BITS = 60, 100, 10_000
FUNCTIONS: dict[str, Callable[..., Expr]] = {
    "sqrt": sqrt,
    "exp": exp,
    "log": log,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "tanh": tanh,
    "abs": Abs,
    "sign": sign,
    "floor": floor,
}
OF_SEVERAL: dict[str, Callable[..., Expr]] = {"max": Max, "min": Min}
AS_SYMPY_PRINTS = {"Abs": "abs", "Max": "max", "Min": "min"}
CONSTANTS = {"pi": pi}
LANGUAGE = "an expression is made of numbers, w1, w2, ..., + - * / ^ ( ) and " + ", ".join(
    sorted([*FUNCTIONS, *OF_SEVERAL, *CONSTANTS])
)

TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?P<name>[^\W\d]\w*)|(?P<operator>\*\*|[-+*/^(),])|(?P<end>$))"
)
COORDINATE = re.compile(r"w_?([1-9]\d{0,2})", re.ASCII)


@dataclass(frozen=True)
class Token:
    """A piece of the text, with the column it starts at, from 1."""

    kind: str
    text: str
    column: int

    def __str__(self) -> str:
        return "the end" if self.kind == "end" else f"'{self.text}'"


@dataclass(frozen=True)
class Infix:
    """How tightly an operator holds what stands to its left and right, and what it builds."""

    left: int
    right: int
    build: Callable[[Expr, Expr], Expr]


POWER = Infix(40, 39, lambda a, b: a**b)
INFIX = {
    "+": Infix(10, 10, lambda a, b: a + b),
    "-": Infix(10, 10, lambda a, b: a - b),
    "*": Infix(20, 20, lambda a, b: a * b),
    "/": Infix(20, 20, lambda a, b: a / b),
    "^": POWER,
    "**": POWER,
}
PREFIX: dict[str, Callable[[Expr], Expr]] = {"-": lambda a: -a, "+": lambda a: a}
PREFIX_HOLDS = 30


def parse(text: str, letters: Iterable[Symbol] = ()) -> Expr:
    """The expression that a text says, in the coordinates w1, w2, ... and the letters given.

    Args:
        text: for instance ``0.1*w1^2 + 2*w2^2``; decimals are exact, ``**`` is ``^``.
        letters: further letters that may occur, by their names.

    Raises:
        ExpressionError: when the text is no such expression; the message names the column.

    >>> parse("0.1*w1^2 + 2*w_2**2")
    w_1**2/10 + 2*w_2**2
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            f"the expression has {len(text)} characters", f"at most {MAX_LENGTH} are read; write a specification file"
        )
    return _Parser(text, {letter.name: letter for letter in letters}).whole()


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while True:
        found = TOKEN.match(text, at)
        if not found:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise ExpressionError(f"column {at + 1}: the character {text[at]!r} has no meaning here", LANGUAGE)
        kind = str(found.lastgroup)
        yield Token(kind, found[kind], found.start(kind) + 1)
        at = found.end()


class _Parser:
    """Top-down operator precedence (Pratt, 1973), reading one token ahead."""

    def __init__(self, text: str, letters: dict[str, Symbol]) -> None:
        self.text, self.letters = text, letters
        self.rest = _tokens(text)
        self.token = next(self.rest)
        self.depth = 0

    def advance(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.token = next(self.rest)
        return token

    def whole(self) -> Expr:
        found = self.expression(0)
        if self.token.kind != "end":
            raise self.misplaced(self.token)
        return found

    def expression(self, held: int) -> Expr:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(
                f"column {self.token.column}: nested more than {MAX_DEPTH} deep", "take parentheses or signs away"
            )
        left = self.operand()
        while self.token.text in INFIX and INFIX[self.token.text].left > held:
            operator = self.advance()
            infix = INFIX[operator.text]
            left = self.build(infix.build, operator, left, self.expression(infix.right))
        self.depth -= 1
        return left

    def operand(self) -> Expr:
        token = self.advance()
        if token.kind == "number":
            return self.number(token)
        if token.kind == "name":
            return self.call(token) if self.token.text == "(" else self.letter(token)
        if token.text in PREFIX:
            return self.build(PREFIX[token.text], token, self.expression(PREFIX_HOLDS))
        if token.text == "(":
            found = self.expression(0)
            self.close(token)
            return found
        raise ExpressionError(
            f"column {token.column}: found {token} where a number, a letter or '(' was expected",
            "the expression is empty"
            if not self.text.strip()
            else "complete the expression, or take the operator away",
        )

    def number(self, token: Token) -> Rational:
        try:
            return parse_number(token.text)
        except ExpressionError as error:
            raise ExpressionError(f"column {token.column}: {error.message}", error.hint) from None

    def letter(self, token: Token) -> Expr:
        if token.text in self.letters:
            return self.letters[token.text]
        if token.text in CONSTANTS:
            return CONSTANTS[token.text]
        if found := COORDINATE.fullmatch(token.text):
            return Coordinate(f"w_{found[1]}")
        if token.text in {*FUNCTIONS, *OF_SEVERAL}:
            raise ExpressionError(
                f"column {token.column}: {token} is a function without its argument", f"write {token.text}(...)"
            )
        raise ExpressionError(
            f"column {token.column}: unknown letter {token}", did_you_mean(token.text, ["w1", "w2", *self.letters])
        )

    def call(self, token: Token) -> Expr:
        name = AS_SYMPY_PRINTS.get(token.text, token.text)
        if name in self.letters or name in CONSTANTS or COORDINATE.fullmatch(name):
            raise self.misplaced(self.token)
        if name not in FUNCTIONS and name not in OF_SEVERAL:
            raise ExpressionError(
                f"column {token.column}: unknown function {token}", did_you_mean(name, [*FUNCTIONS, *OF_SEVERAL])
            )
        opening, arguments = self.advance(), [self.expression(0)]
        while self.token.text == ",":
            self.advance()
            arguments.append(self.expression(0))
        self.close(opening)
        if (len(arguments) > 1) != (name in OF_SEVERAL):
            takes = "two or more arguments" if name in OF_SEVERAL else "one argument"
            raise ExpressionError(f"column {token.column}: {token} is given {len(arguments)}", f"{name} takes {takes}")
        return self.build({**FUNCTIONS, **OF_SEVERAL}[name], token, *arguments)

    def close(self, opening: Token) -> None:
        if self.token.kind == "end":
            raise ExpressionError(f"column {opening.column}: '(' is never closed", "add ')'")
        if self.token.text != ")":
            raise self.misplaced(self.token)
        self.advance()

    def misplaced(self, token: Token) -> ExpressionError:
        """What to say about a token that cannot follow a complete operand."""
        before, after = self.text[: token.column - 1].rstrip(), self.text[token.column - 1 :]
        hints = {")": "take it away, or add '('", ",": "decimals are written with a point, 0.1"}
        return ExpressionError(
            f"column {token.column}: found {token} where an operator was expected",
            hints.get(token.text, f"multiplication is written with *: write {before}*{after}"),
        )

    def build(self, build: Callable[..., Expr], token: Token, *parts: Expr) -> Expr:
        """Apply an operator or a function, refusing what is not a real number of reasonable size."""
        if build is POWER.build:
            _check_power(token, *parts)
        found = build(*parts)
        if found.has(zoo, nan, oo, -oo):
            raise ExpressionError(
                f"column {token.column}: {token} gives no finite number", "divide by something else than zero"
            )
        if found.is_extended_real is False:
            raise ExpressionError(
                f"column {token.column}: {token} gives no real number", "roots and logarithms need a positive argument"
            )
        if _too_large(found):
            raise ExpressionError(f"column {token.column}: {token} gives too large a number", "write smaller numbers")
        return found


def _check_power(token: Token, base: Expr, exponent: Expr) -> None:
    if exponent.is_number and abs(exponent.evalf(15)) > MAX_EXPONENT:
        raise ExpressionError(f"column {token.column}: an exponent is too large", f"exponents go up to {MAX_EXPONENT}")
    nested = base.as_base_exp()[1] * exponent
    if not base.is_number and nested.is_number and abs(nested.evalf(15)) > MAX_EXPONENT:
        raise ExpressionError(
            f"column {token.column}: powers of powers are too large", f"exponents go up to {MAX_EXPONENT}"
        )


def _too_large(found: Expr) -> bool:
    numbers = found.atoms(Rational)
    if any(number.p.bit_length() + number.q.bit_length() > MAX_BITS for number in numbers):
        return True
    return bool(found.is_number and abs(found.evalf(5)) > Rational(2) ** MAX_BITS)
