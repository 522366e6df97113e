"""What the tests of compiled optimizers share: the backends that work on arrays, and parameters in a tree."""

from collections import namedtuple
from typing import Any

import numpy as np
import pytest

from symopt.compiling.trees import Tree
from symopt.targets import c

BACKENDS = ["numpy", pytest.param("c", marks=pytest.mark.skipif(not c.available(), reason="there is no C compiler"))]
Pair = namedtuple("Pair", "left right")


def nested() -> dict[str, Any]:
    return {
        "layer": [np.float32([1, 2, 3]), np.ones((2, 2))],
        "pair": Pair(np.array(5.0), (np.zeros((0, 3), np.float32),)),
    }


def leaves(tree: Any) -> list[Any]:
    return Tree.of(tree).leaves(tree, "tree")


def written(tree: Any) -> list[bytes]:
    return [np.asarray(leaf).tobytes() for leaf in leaves(tree)]
