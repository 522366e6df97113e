"""Parameters of PyTorch, gradients for them, and the generated optimizers that follow these."""

from typing import Any

import numpy as np

import symopt

SIZES = ((3, 4), (4,), ())


def made(name: str) -> Any:
    return symopt.compile(name, backend="torch").Optimizer


def weights(torch: Any, dtype: str = "float64") -> list[Any]:
    draw = torch.Generator().manual_seed(1)
    kind = getattr(torch, dtype)
    return [torch.nn.Parameter(torch.randn(size, generator=draw, dtype=torch.float64).to(kind)) for size in SIZES]


def slope(torch: Any, parameters: list[Any], k: int) -> None:
    """Gives each parameter a gradient that depends on where and when it is asked."""
    for place, w in enumerate(parameters):
        w.grad = (torch.cos(3 * w.detach().double() + place + k) / k**0.5).to(w.dtype)


def steps(torch: Any, optimizer: Any, parameters: list[Any], first: int, last: int) -> None:
    for k in range(first, last + 1):
        slope(torch, parameters, k)
        optimizer.step()


def values(parameters: list[Any]) -> Any:
    return np.concatenate([w.detach().double().flatten().numpy() for w in parameters])
