"""What tests need besides this package: they are skipped without it, or fail where everything must be there."""

import os
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import pytest

VARIABLE = "SYMOPT_REQUIRE_FRAMEWORKS"
EXTRAS = {"torch": "torch", "jax": "jax", "optax": "jax", "numba": "fast"}


def required(name: str) -> ModuleType:
    """A module; without it the test is skipped, and fails if ``SYMOPT_REQUIRE_FRAMEWORKS`` is 1."""
    if find_spec(name) is None:
        extra = EXTRAS.get(name, "frameworks")
        missing(f"{name} is not installed: pip install 'symopt-notes[{extra}]'")
    return import_module(name)


def missing(reason: str) -> None:
    """Skip a test, or let it fail where everything must be there."""
    if os.environ.get(VARIABLE) == "1":
        pytest.fail(f"{reason}; {VARIABLE}=1 wants it", pytrace=False)
    pytest.skip(reason)
