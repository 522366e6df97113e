"""Which backend runs a rule, and what is made of both."""

from typing import Any

from symopt import targets
from symopt.compiling.elementwise import Elementwise
from symopt.compiling.kept import kernel_of, rule_of
from symopt.compiling.slicing import usable
from symopt.errors import RunError, UnknownNameError, did_you_mean
from symopt.kernels.kernel import Kernel
from symopt.targets._arrays import Loaded

ASKING = "numpy"
"""The numbers of rules that ask for more than one gradient, where none are chosen."""
MACHINES = ("exact", "mpmath", ASKING)


def chosen(optimizer: Any, backend: str | None, in_place: bool, threads: int | None, check: bool) -> Any:
    """What ``symopt.compile`` returns."""
    _check(backend, threads)
    try:
        kernel = kernel_of(optimizer)
    except RunError:
        if backend is not None and backend not in MACHINES:
            raise
        _check_plain(backend or ASKING, in_place, check, "rules that are not elementwise")
        return _asking(optimizer, backend or ASKING)
    name = backend or default()
    if name in MACHINES and name not in targets.names():
        _check_plain(name, in_place, check, f"the {name} backend")
        return _exactly(kernel, optimizer, name)
    loaded = targets.find(name).load(kernel)
    if isinstance(loaded, Loaded):
        return Elementwise(kernel, loaded, in_place, usable() if threads is None else threads, check)
    _check_plain(name, in_place, check, f"the {name} backend")
    from symopt.compiling.frameworks import Framework

    return Framework(kernel, loaded)


def default() -> str:
    """``c`` where there is a C compiler, else ``numpy``."""
    from symopt.targets import c

    return "c" if c.available() else "numpy"


def _check(backend: str | None, threads: int | None) -> None:
    known = {*targets.names(), *MACHINES}
    if backend is not None and backend not in known:
        raise UnknownNameError(f"there is no backend {backend!r}", did_you_mean(str(backend), known))
    if threads is not None and (type(threads) is not int or threads < 1):
        raise RunError(f"threads = {threads!r} is no number of threads", "give 1, 2, ... or nothing")


def _check_plain(backend: str, in_place: bool, check: bool, what: str) -> None:
    for name, given in (("in_place", in_place), ("check", check)):
        if given:
            raise RunError(f"there is no {name} for {what}", "leave it out")


def _asking(optimizer: Any, backend: str) -> Any:
    from symopt.compiling.machines import Asking

    return Asking(_machine(optimizer, backend))


def _exactly(kernel: Kernel, optimizer: Any, backend: str) -> Any:
    from symopt.compiling.machines import Exactly

    return Exactly(kernel, _machine(optimizer, backend))


def _machine(optimizer: Any, backend: str) -> Any:
    from symopt.backends import find
    from symopt.program.machine import Machine
    from symopt.program.program import Program

    return Machine(Program.of(rule_of(optimizer)), find(backend))
