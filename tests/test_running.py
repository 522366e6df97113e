"""``symopt run`` and ``symopt show`` on rules that search, loop and end themselves."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from symopt.cli import main

Said = Callable[..., tuple[Any, str, str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """Runs a command, given in words; gives its exit code and what it printed."""

    def run(*words: str) -> tuple[Any, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return run


def test_bfgs_runs_down_rosenbrocks_valley_and_ends_itself(said: Said) -> None:
    code, out, err = said("run", "bfgs", "--objective", "rosenbrock", "--steps", "50", "--json")
    found: dict[str, Any] = json.loads(out)
    assert code == 0
    assert err == "note: the rule ended the run after 34 steps\n"
    assert found["hyperparameters"] == {"c_1": 0.0001, "c_2": 0.9, "epsilon": 1e-06}
    assert found["steps"][-1]["w"] == pytest.approx([1, 1], abs=1e-6)


def test_a_count_is_a_whole_number_in_json(said: Said) -> None:
    _, out, _ = said("run", "l-bfgs", "--objective", "ravine", "--steps", "1", "--set", "m=3", "--json")
    assert json.loads(out)["hyperparameters"]["m"] == 3
    assert '"m": 3}' in out


def test_conjugate_gradients_run_exactly(said: Said) -> None:
    code, out, err = said("run", "conjugate-gradient", "--objective", "quadratic", "--exact")
    assert code == 0
    assert [line.split() for line in out.splitlines()] == [
        ["k", "w_1", "w_2", "f"],
        ["0", "-5", "-2", "173/2"],
        ["1", "133/123", "230/123", "-1841/246"],
        ["2", "1", "2", "-15/2"],
    ]
    assert err == "note: the rule ended the run after 2 steps\n"


@pytest.mark.parametrize(
    ("words", "note"),
    [
        (
            ("conjugate-gradient", "--objective", "saddle"),
            "note: the run ends at step 2, where eta[k] has no value: it needs dot(d[k], dot(hess(w[k]), d[k])) > 0\n",
        ),
        (
            ("newton:line-search", "--objective", "double-well", "--start", "1"),
            "note: the run ends at step 1, where a[j] in Armijo has no value: it needs dot(grad(x), d) <= 0\n",
        ),
        (
            ("bfgs", "--objective", "saddle"),
            "note: the run ends at step 2, where wolfe has no value: SciPy finds no step that meets its conditions\n",
        ),
        (
            ("conjugate-gradient:polak-ribiere", "--objective", "rosenbrock", "--steps", "40"),
            "note: the run ends at step 20, where wolfe has no value: "
            "the objective does not fall along the direction\n",
        ),
        (
            ("newton", "--objective", "plateau", "--start", "1"),
            "note: the run ends at step 1, where w[k + 1] has no value: its matrix is singular\n",
        ),
    ],
    ids=lambda part: part[0] if isinstance(part, tuple) else "",
)
def test_why_a_run_ended_early_is_said(said: Said, words: tuple[str, ...], note: str) -> None:
    code, _, err = said("run", *words)
    assert (code, err) == (0, note)


def test_a_procedure_without_end_is_an_error(said: Said) -> None:
    code, out, err = said("run", "bfgs:exact-line-search", "--objective", "saddle")
    assert (code, out) == (2, "")
    assert err == (
        "error: BFGS, exact-line-search: Exact at step 2: it has not ended after 200 passes\n"
        "hint: begin elsewhere, ask it for less, or raise its bound; an objective without minimum has no end\n"
    )


def test_what_a_rule_calls_and_where_it_ends_is_shown(said: Said) -> None:
    _, out, _ = said("show", "conjugate-gradient:haykin")
    assert "  start: tau[1] = norm(g[1])\n" in out
    assert "  until: norm(g[k]) <= epsilon*tau[k]\n" in out
    assert "  calls: Exact(x, d), at most 200 passes, tolerance = 1/1000000000\n" in out


def test_a_groups_equations_are_shown_with_their_window(said: Said) -> None:
    _, out, _ = said("show", "l-bfgs")
    assert "  q[i] = q[i + 1] - a[i]*y[i], for i = k - 1, ..., k - m\n" in out


def test_the_questions_of_procedures_are_shown(said: Said) -> None:
    _, out, _ = said("show", "hessian-free")
    asks = "grad(w[k]), hvp(point_of_A, p[j]) in Truncated CG, f(d[k] + w[k]), f(w[k]), hvp(w[k], d[k])"
    assert f"  asks: {asks}\n" in out


def test_start_and_end_are_part_of_the_fragment(said: Said) -> None:
    _, out, _ = said("show", "bfgs:expanded", "--tex")
    assert "It starts from $H_1 = I$.\n" in out
    assert "It ends as soon as $\\lVert \\nabla C(w_k) \\rVert \\le \\epsilon$.\n" in out
