"""Elementwise rules as PyTorch code: a torch.optim.Optimizer, and pure functions on trees of tensors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symopt.kernels.kernel import Kernel
from symopt.targets import _torch_loops as loops
from symopt.targets._frameworks import framework, module
from symopt.targets._python import docstring
from symopt.targets._tensors import Pure
from symopt.targets._torch_class import class_name, written_class

RUNNING = '''\
def plain(loop, tensors, numbers):
    """Run a loop operation by operation, on a CPU in chunks that fit into its cache."""
    if tensors[0].device.type != "cpu" or not all(t.is_contiguous() for t in tensors):
        return loop(*tensors, *numbers)
    size = 65536 * torch.get_num_threads()
    for chunk in zip(*(t.view(-1).split(size) for t in tensors), strict=True):
        loop(*chunk, *numbers)


KERNELS = {}


def fused(loop, tensors, numbers):
    """Run a loop over the components as one kernel, which torch.compile makes."""
    if all(t.is_contiguous() for t in tensors):
        tensors = [t.view(-1) for t in tensors]
    # numbers change from step to step: as tensors they need no new kernel
    numbers = [
        c if isinstance(c, bool) else torch.tensor(c, dtype=torch.double)
        for c in numbers
    ]
    try:
        if loop not in KERNELS:
            KERNELS[loop] = torch.compile(loop, dynamic=True)
        KERNELS[loop](*tensors, *numbers)
    except RuntimeError as error:
        warnings.warn(f"not fused, torch.compile failed: {error}", stacklevel=2)
        KERNELS[loop] = loop
        loop(*tensors, *numbers)'''


def source(kernel: Kernel) -> str:
    """Standalone source: a ``torch.optim.Optimizer`` subclass, and the functions that it is made of."""
    ahead = [loops.ahead(kernel)] if kernel.query else []
    code = "\n\n\n".join([written_class(kernel), loops.init(kernel), *ahead, *loops.step(kernel), RUNNING])
    imports = "".join(f"import {name}\n" for name in ("math", "warnings") if f"{name}." in code)
    return f"{docstring(kernel)}\n{imports}\nimport torch\n\n\n{code}\n"


def load(kernel: Kernel) -> "Loaded":
    """The rule on tensors.

    Raises:
        RunError: when PyTorch is not installed.
    """
    pure = Pure(kernel, framework("torch", "torch"), module(f"{__name__}.loaded", source(kernel)))
    return Loaded(getattr(pure.rule, class_name(kernel.title)), pure)


@dataclass(frozen=True)
class Loaded:
    """A rule that runs on tensors, or on nested dicts, lists and tuples of tensors.

    Args:
        Optimizer: the ``torch.optim.Optimizer`` subclass that the source defines.
        pure: the rule as functions.
    """

    Optimizer: Any
    pure: Pure

    def init(self, params: Any, **hyper: float) -> dict[str, Any]:
        """The state before the first pass: for each slot a tree like ``params``, or a number."""
        return self.pure.init(params, hyper)

    def update(
        self, grads: Any, state: Mapping[str, Any], params: Any, k: int, **hyper: float
    ) -> tuple[Any, dict[str, Any]]:
        """The parameters and the state after the k-th pass, from 1; what is given stays as it is."""
        return self.pure.update(grads, state, params, k, hyper)

    def query(self, state: Mapping[str, Any], params: Any, k: int, **hyper: float) -> Any:
        """The point where the k-th pass needs the gradient: ``params``, unless the rule looks ahead."""
        return self.pure.query(state, params, k, hyper)
