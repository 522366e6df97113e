"""Specifications as programs, and the machine that runs them on any backend."""

from symopt.program.program import Ask as Ask
from symopt.program.program import Assign as Assign
from symopt.program.program import End as End
from symopt.program.program import Instruction as Instruction
from symopt.program.program import Program as Program
