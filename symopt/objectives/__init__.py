"""Functions to minimise, and everything that follows from their expression."""

from symopt.objectives.finite_sum import FiniteSum as FiniteSum
from symopt.objectives.objective import Objective as Objective
from symopt.objectives.vector import VectorObjective as VectorObjective
