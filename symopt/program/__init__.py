"""Specifications as programs, and the machine that runs them on any backend."""

from symopt.program.instructions import Ask as Ask
from symopt.program.instructions import Assign as Assign
from symopt.program.instructions import End as End
from symopt.program.instructions import Instruction as Instruction
from symopt.program.instructions import Invoke as Invoke
from symopt.program.instructions import Loop as Loop
from symopt.program.program import Program as Program
