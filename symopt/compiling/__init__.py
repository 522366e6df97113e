"""Optimizers ready to use: two pure functions on arrays, made from a specification."""

from typing import Any

from symopt.compiling.choosing import chosen


def compile(
    optimizer: Any,
    backend: str | None = None,
    in_place: bool = False,
    threads: int | None = None,
    check: bool = False,
) -> Any:
    """An optimizer as functions.

    The object has ``init(params, **hyper) -> state``, ``update(grads, state, params, k, **hyper) -> (params, state)``
    with ``k`` from 1, and ``query(state, params, k, **hyper)``, the point where the gradient is asked, which differs
    from params in rules that look ahead. Hyperparameters are called as in the specification, ``lambda`` also
    ``lambda_``. Of a gradient that does not fit, or anything else that is wrong, ``update`` says what and where, and
    has changed nothing.

    Args:
        optimizer: an ``Optimizer``, or the name of one as on the command line, ``"adam"``, ``"adam:epsilon-inside"``,
            or a path. By name, what was compiled before needs no SymPy.
        backend: ``c``, ``numba`` and ``numpy`` work on NumPy arrays, ``torch`` and ``jax`` on their own; ``exact`` and
            ``mpmath`` on fractions and on numbers of 30 digits. Without one: ``c`` where there is a C compiler, else
            ``numpy``; for a rule that is not elementwise, ``numpy``, whose ``step`` asks what it must know.
        in_place: whether ``update`` writes into params and state and returns them; for ``c``, ``numba`` and ``numpy``.
        threads: how many threads may work on arrays of more than half a million components; all processors when silent.
        check: whether a gradient that is infinite or not a number is an error; otherwise it goes through the equations.

    Raises:
        RunError: when the backend cannot run this rule, or there is no compiler.
        UnknownNameError: when there is no such optimizer or backend.

    >>> import numpy as np
    >>> momentum = compile("momentum", backend="numpy")
    >>> params = {"layer": [np.ones(2), np.zeros(())]}
    >>> state = momentum.init(params)
    >>> params, state = momentum.update(params, state, params, k=1, eta=0.25)
    >>> params
    {'layer': [array([0.75, 0.75]), array(0.)]}
    """
    return chosen(optimizer, backend, in_place, threads, check)
