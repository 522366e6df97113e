"""The author's order: found in a module's source, used where it is found."""

import importlib.util
import sys
import textwrap
from types import ModuleType

import pytest

from symopt.latex import latex
from symopt.latex.authored import Order
from symopt.optimizers import momentum
from symopt.spec.reading import exact

HEAD = """
from sympy import And, Equivalent, Max, Min, Or, sqrt
from symopt.symbols import *
"""


@pytest.fixture
def module(tmp_path):
    """A module with a given body, imported from a file."""

    def make(body: str) -> ModuleType:
        path = tmp_path / "content.py"
        path.write_text(HEAD + textwrap.dedent(body))
        spec = importlib.util.spec_from_file_location("content", path)
        found = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(found)
        return found

    return make


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("g[k] + beta * v[k - 1]", r"\nabla C(w_k) + \beta v_{k-1}"),
        ("-g[k] + beta * v[k - 1]", r"-\nabla C(w_k) + \beta v_{k-1}"),
        ("epsilon + sqrt(s[k])", r"\epsilon + \sqrt{s_k}"),
        ("beta - 1", r"\beta - 1"),
        ("beta + 1", r"\beta + 1"),
        ("w[k] - (eta * v[k] + s[k])", "w_k - \\eta v_k - s_k"),
        ("w[k] - (s[k] - eta * v[k])", "w_k - s_k + \\eta v_k"),
        ("beta * eta * v[k]", r"\beta \eta v_k"),
        ("v[k] * eta", r"v_k \eta"),
        ("-2 * beta * eta", r"-2 \beta \eta"),
        ("eta / (1 - beta) * c", r"\frac{\eta}{1 - \beta} \, c"),
        ("c * (1 - beta**k) / (1 - beta)", r"\frac{c (1 - \beta^k)}{1 - \beta}"),
        ("2 * (1 + beta)", r"2 (1 + \beta)"),
        ("(s[k] + v[k]) / 2", r"\frac{s_k + v_k}{2}"),
        ("0.05 + beta", r"0.05 + \beta"),
        ("Max(eta, 0)", r"\max(\eta, 0)"),
        ("And(lam > 0, eta > 0)", r"\lambda > 0 \wedge \eta > 0"),
        ("(lam > 0) & (eta > 0)", r"\lambda > 0 \wedge \eta > 0"),
        ("Equivalent(beta < 1, eta > 0)", r"\beta < 1 \iff \eta > 0"),
        ("0.1 * w_2**2 + 2 * w_1**2", "0.1 w_2^2 + 2 w_1^2"),
    ],
)
def test_written_order(module, written, code):
    content = module(f"found = {written}")
    assert latex(exact(content.found), order=Order.of_module(content)) == code


def test_elsewhere_the_textbook_order_holds(module):
    content = module("found = v[k] + beta * v[k - 1]\nother = v[k] + beta * v[k - 2]")
    order = Order.of_module(module("found = v[k] + beta * v[k - 1]"))
    assert latex(content.found, order=order) == r"v_k + \beta v_{k-1}"
    assert latex(content.other, order=order) == r"\beta v_{k-2} + v_k"


def test_names_of_a_comprehension_are_passed_over(module):
    content = module("found = [beta + here + 1 for here in (eta, lam)]")
    assert Order.of_module(content) == Order(sums={}, products={}, calls={}, multiples={})


def test_what_is_written_in_a_call_is_not_run_again(module):
    content = module("log = []\ndef note(x):\n    log.append(x)\n    return x\nnote(eta)")
    Order.of_module(content)
    assert len(content.log) == 1


def test_the_first_writing_wins(module):
    order = Order.of_module(module("a1 = beta + 1\na2 = 1 + beta"))
    assert latex(module("a1 = beta + 1").a1, order=order) == r"\beta + 1"


def test_orders_join(module):
    first, second = Order.of_module(module("x = beta + 1")), Order.of_module(module("x = 1 + beta\ny = lam * eta"))
    together = first | second
    assert (len(together.sums), len(together.products)) == (1, 1)
    assert together.sums == first.sums


def test_no_source_no_order():
    assert Order.of_module(sys) == Order()


def test_shipped_content_keeps_its_order():
    heavy = momentum.momentum.variant("heavy-ball").updates
    (right,) = heavy.values()
    assert latex(right, order=Order.of_module(momentum)) == r"w_k - \eta \nabla C(w_k) + \beta (w_k - w_{k-1})"
