"""What is printed of derivations, rules and worked examples: LaTeX fragments, and notes that input them."""

from symopt.book.build import Made as Made
from symopt.book.build import build as build
from symopt.book.derivations import derivation as derivation
from symopt.book.examples import example as example
from symopt.book.rules import rule as rule
from symopt.book.voice import Voice as Voice
