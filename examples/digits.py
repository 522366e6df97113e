"""A small network learns scikit-learn's digits, once with the generated PyTorch Adam and once with torch.optim.Adam.

Both start from the same weights and see the same batches, so that their losses differ by rounding alone. Run it with
``python examples/digits.py``; it needs ``pip install 'symopt-notes[frameworks]'``.
"""

from collections.abc import Callable
from typing import Any

import torch
from sklearn.datasets import load_digits

import symopt

EPOCHS, BATCH, RATE = 6, 64, 3e-3


def images() -> tuple[torch.Tensor, torch.Tensor]:
    """1797 images of 8 x 8 pixels between 0 and 1, and the digit that each shows."""
    digits = load_digits()
    return torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)


def trained(build: Callable[..., torch.optim.Optimizer]) -> tuple[list[float], float]:
    """The mean loss of each epoch, and the share of the images that are read right at the end.

    Args:
        build: makes the optimizer from the parameters of the network.
    """
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(64, 48), torch.nn.Tanh(), torch.nn.Linear(48, 10))
    optimizer = build(network.parameters())
    x, y = images()
    losses = []
    for _ in range(EPOCHS):
        batches = torch.randperm(len(x)).split(BATCH)
        total = 0.0
        for batch in batches:
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(network(x[batch]), y[batch])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        losses.append(total / len(x))
    return losses, (network(x).argmax(dim=1) == y).double().mean().item()


def curves() -> dict[str, tuple[list[float], float]]:
    """What came of each optimizer."""
    adam: Any = symopt.compile("adam", backend="torch")
    return {
        "generated Adam": trained(lambda parameters: adam.Optimizer(parameters, eta=RATE)),
        "torch.optim.Adam": trained(lambda parameters: torch.optim.Adam(parameters, lr=RATE)),
    }


def main() -> None:
    """Print the losses side by side."""
    (own, right), (other, also) = curves().values()
    print("epoch  generated Adam  torch.optim.Adam  relative difference")
    for epoch, (mine, theirs) in enumerate(zip(own, other, strict=True), 1):
        print(f"{epoch:5}  {mine:14.6f}  {theirs:16.6f}  {abs(mine - theirs) / theirs:19.1e}")
    print(f"read right: {right:.1%} and {also:.1%}")


if __name__ == "__main__":
    main()
