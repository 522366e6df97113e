"""Specifications: the equations of a rule, read, validated, varied."""

from symopt.spec.optimizer import Optimizer as Optimizer
from symopt.spec.procedure import Procedure as Procedure
from symopt.spec.schedule import Schedule as Schedule
