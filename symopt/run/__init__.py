"""Runs of an optimizer on an objective."""

from symopt.run.oracles import Given as Given
from symopt.run.oracles import MiniBatches as MiniBatches
from symopt.run.oracles import Noisy as Noisy
from symopt.run.run import Left as Left
from symopt.run.run import Step as Step
from symopt.run.run import Trajectory as Trajectory
from symopt.run.run import run as run
