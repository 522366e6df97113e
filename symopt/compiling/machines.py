"""Rules on fractions and on numbers of many digits, and rules that ask for more than a gradient: run by the machine."""

from collections.abc import Generator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from symopt.compiling.settings import count
from symopt.compiling.trees import Tree
from symopt.errors import RunError
from symopt.kernels.kernel import Kernel
from symopt.program.evaluation import Fault
from symopt.program.machine import Machine
from symopt.program.settings import exact_number

PLAIN = (int, float, str, Fraction)


class Asking:
    """A rule that asks: ``begin`` and ``step`` are generators that yield questions, ``("grad", point)`` and the like.

    Args:
        machine: the rule on its numbers.
    """

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def init(self, params: Any, **hyper: Any) -> Any:
        """The state before the first pass, for a vector.

        Raises:
            RunError: when it depends on the objective; ``begin`` asks.
        """
        return self.machine.init(params, **hyper)

    def begin(self, params: Any, **hyper: Any) -> Generator[Any, Any, Any]:
        """Yields the questions on which the first state depends, and returns that state."""
        return self.machine.begin(params, self.machine.constants(hyper))

    def step(self, state: Any, params: Any, k: int, **hyper: Any) -> Generator[Any, Any, Any]:
        """Yields the questions of a pass; returns what it leaves: ``params``, ``state``, ``ended``."""
        return self.machine.step(state, params, count(k, self.machine.name), self.machine.constants(hyper))

    def update(self, grads: Any, state: Any, params: Any, k: int, **hyper: Any) -> tuple[Any, Any]:
        """One pass, for rules that ask for nothing but the gradient.

        Raises:
            RunError: when this rule asks for more.
        """
        return self.machine.update(grads, state, params, count(k, self.machine.name), **hyper)


class Exactly:
    """An elementwise rule on trees of numbers, or of arrays of them, in the numbers of the machine.

    Args:
        kernel: the rule.
        machine: the same, on its numbers.
    """

    def __init__(self, kernel: Kernel, machine: Machine) -> None:
        self.kernel, self.machine = kernel, machine
        self._slots = dict(zip((slot.key for slot in kernel.state), machine.program.moves, strict=True))
        self._scalars = {slot.key for slot in kernel.state if slot.scalar}

    def init(self, params: Any, **hyper: Any) -> dict[str, Any]:
        """The state before the first pass.

        Raises:
            RunError: when params are no numbers, or a hyperparameter is wrong.
        """
        tree = Tree.of(params)
        leaves = [self._numbers(leaf, "params") for leaf in tree.leaves(params, "params")]
        return self._gathered(tree, leaves, [self.machine.init(leaf.reshape(-1), **hyper) for leaf in leaves])

    def update(self, grads: Any, state: dict[str, Any], params: Any, k: int, **hyper: Any) -> tuple[Any, Any]:
        """One pass.

        Raises:
            RunError: when something does not fit, or a number cannot be computed with any further.
        """
        tree, passes = self._passes(state, params, k, hyper)
        points, states = [], []
        for answer, (leaf, _, running) in zip(tree.leaves(grads, "grads"), passes, strict=True):
            gradient = self._numbers(answer, "grads")
            if gradient.shape != leaf.shape:
                raise RunError(f"grads have shape {gradient.shape}, params have {leaf.shape}", "give them one shape")
            left = self._answered(running, gradient.reshape(-1))
            points.append(_shaped(left.params, leaf))
            states.append(left.state)
        leaves = [leaf for leaf, _, _ in passes]
        return tree.filled(iter(points)), self._gathered(tree, leaves, states)

    def query(self, state: dict[str, Any], params: Any, k: int, **hyper: Any) -> Any:
        """The point where the gradient of a pass is asked.

        Raises:
            RunError: when something does not fit.
        """
        tree, passes = self._passes(state, params, k, hyper)
        return tree.filled(_shaped(question[1], leaf) for leaf, question, _ in passes)

    def _passes(
        self, state: Mapping[str, Any], params: Any, k: int, hyper: Mapping[str, Any]
    ) -> tuple[Tree, list[tuple[Any, Any, Any]]]:
        """For each leaf: its numbers, the question that its pass asks, and the pass, which waits for the answer."""
        number, constants, tree = count(k, self.machine.name), self.machine.constants(hyper), Tree.of(params)
        if not isinstance(state, dict) or state.keys() != self._slots.keys():
            raise RunError(f"state is not one of {self.machine.name}", "give what init(params) returned")
        leaves = [self._numbers(leaf, "params") for leaf in tree.leaves(params, "params")]
        nested = {key: tree.leaves(state[key], f"state[{key!r}]") for key in self._slots if key not in self._scalars}
        passes = []
        for position, leaf in enumerate(leaves):
            own = {
                slot: state[key] if key in self._scalars else np.asarray(nested[key][position]).reshape(-1)
                for key, slot in self._slots.items()
            }
            running = self.machine.step(own, leaf.reshape(-1), number, constants)
            passes.append((leaf, self._asked(running), running))
        return tree, passes

    def _asked(self, running: Any) -> Any:
        try:
            return next(running)
        except Fault as fault:
            raise self._said(fault) from None

    def _answered(self, running: Any, gradient: Any) -> Any:
        try:
            running.send(gradient)
        except StopIteration as done:
            return done.value
        except Fault as fault:
            raise self._said(fault) from None
        raise AssertionError("a kernel's pass asks once")

    def _said(self, fault: Fault) -> RunError:
        said = f"{self.machine.name}: {fault.slot} cannot be computed: {fault.reason.replace('-', ' ')}"
        return RunError(said, f"the {self.machine.backend.name} backend computes with finite real numbers")

    def _gathered(self, tree: Tree, leaves: list[Any], states: list[Mapping[str, Any]]) -> dict[str, Any]:
        return {
            key: states[0][slot]
            if key in self._scalars
            else tree.filled(_shaped(state[slot], leaf) for state, leaf in zip(states, leaves, strict=True))
            for key, slot in self._slots.items()
        }

    def _numbers(self, leaf: Any, name: str) -> Any:
        """A leaf as an array of the machine's numbers; what is one already stays."""
        array = np.asarray(leaf)
        values = array.reshape(-1).tolist()
        if not all(hasattr(value, "__mul__") or isinstance(value, str) for value in values):
            raise RunError(f"{name} hold {type(leaf).__name__}, no numbers", "give numbers or arrays of them")
        found = np.empty(array.size, object)
        found[:] = [
            self.machine.backend.number(exact_number(value)) if isinstance(value, PLAIN) else value for value in values
        ]
        return found.reshape(array.shape)


def _shaped(flat: Any, leaf: Any) -> Any:
    """Numbers in the shape of a leaf; of a leaf without dimension, the number."""
    return np.asarray(flat).reshape(leaf.shape) if leaf.shape else np.asarray(flat).reshape(-1)[0]
