"""Reasons that a step may give: each computes its result, checks it, and names its phrase."""

from symopt.rules.algebra import algebra as algebra
from symopt.rules.algebra import expectation as expectation
from symopt.rules.calculus import differentiate as differentiate
from symopt.rules.calculus import gradient_of as gradient_of
from symopt.rules.calculus import limit_of as limit_of
from symopt.rules.induction import geometric_sum as geometric_sum
from symopt.rules.induction import induction as induction
from symopt.rules.logic import at_ends as at_ends
from symopt.rules.logic import bound_below as bound_below
from symopt.rules.logic import equivalence as equivalence
from symopt.rules.logic import solve_for as solve_for
from symopt.rules.premises import at as at
from symopt.rules.premises import given as given
from symopt.rules.premises import using as using
from symopt.rules.specification import as_in as as_in
from symopt.rules.specification import by_coordinates as by_coordinates
from symopt.rules.specification import coordinatewise as coordinatewise
from symopt.rules.spectrum import characteristic_polynomial as characteristic_polynomial
from symopt.rules.spectrum import jury as jury
from symopt.rules.unfolding import eliminate as eliminate
from symopt.rules.unfolding import unfold as unfold
