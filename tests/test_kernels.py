"""Kernels: how loops are fused, how text is written, what is kept on disk."""

import json
import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from symopt.compiling.kept import kernel_of
from symopt.compiling.starting import value
from symopt.errors import RunError
from symopt.kernels import keeping
from symopt.kernels.fusing import Loop, fuse, fuse_query
from symopt.kernels.kernel import Hyperparameter, Kernel, Line, Slot
from symopt.kernels.roots import Roots
from symopt.kernels.terms import Term
from symopt.kernels.text import Language, decimal
from symopt.library import items


def kernels() -> list[tuple[str, Kernel]]:
    found = []
    for item in items("optimizer"):
        try:
            found.append((item.name, kernel_of(item.value)))
        except RunError:
            continue
    return found


KERNELS = dict(kernels())


def test_adam_takes_four_numbers_out_of_its_loop() -> None:
    loop = fuse(KERNELS["adam"])
    assert [name for name, _ in loop.scalars] == ["c_1", "c_2", "c_3", "c_4"]
    assert [name for name, _ in loop.body] == ["v", "s", "w_new"]
    assert loop.results == {"v": "v", "s": "s", "w_new": "w_new"}
    corrected, root = (("sub", Fraction(1), ("pow", decay, "k")) for decay in ("beta_1", "beta_2"))
    assert dict(loop.scalars)["c_4"] == ("div", ("mul", "eta", ("sqrt", root)), corrected)
    assert dict(loop.body)["w_new"] == (
        "sub",
        "w",
        ("div", ("mul", "c_4", "v"), ("add", ("sqrt", "s"), "c_3")),
    )


@pytest.mark.parametrize(
    ("term", "fused"),
    [
        (("sqrt", ("mul", "eta", "s")), ("mul", ("sqrt", "eta"), ("sqrt", "s"))),
        (("sqrt", ("mul", "beta", "s")), ("sqrt", ("mul", "beta", "s"))),
        (("sqrt", ("neg", "s")), ("sqrt", ("neg", "s"))),
        (("sqrt", "eta"), ("sqrt", "eta")),
        (("sqrt", ("mul", ("sub", Fraction(1), "eta"), "s")), ("sqrt", ("mul", ("sub", Fraction(1), "eta"), "s"))),
        (
            ("div", "v", ("add", ("mul", "eta", "s"), "beta")),
            ("div", "v", ("mul", "eta", ("add", "s", ("div", "beta", "eta")))),
        ),
        (("div", "v", ("add", ("mul", "beta", "s"), "eta")), ("div", "v", ("add", ("mul", "beta", "s"), "eta"))),
        (("div", "v", ("add", "s", "v", "eta")), ("div", "v", ("add", "s", "v", "eta"))),
    ],
)
def test_only_what_is_surely_positive_leaves_a_root_or_a_sum(term: Term, fused: Term) -> None:
    assert Roots(KERNELS["momentum"]).taken_out(term) == fused


@pytest.mark.parametrize("name", KERNELS)
def test_a_loop_computes_what_the_lines_compute(name: str) -> None:
    kernel = KERNELS[name]
    for first in (True, False):
        _agree(kernel, fuse(kernel, first), {line.name: line.at(first) for line in kernel.lines})
        if kernel.query:
            _agree(kernel, fuse_query(kernel, first), {line.name: line.at(first) for line in kernel.query})


def _agree(kernel: Kernel, loop: Loop, lines: dict[str, Term]) -> None:
    rng = np.random.default_rng(0)
    given = {"k": 3.0, "w": rng.normal(size=5), kernel.gradient: rng.normal(size=5)}
    given |= {h.name: 0.25 + 0.125 * n for n, h in enumerate(kernel.hyperparameters)}
    given |= {slot.before: 0.5 if slot.scalar else rng.uniform(1, 2, size=5) for slot in kernel.state}
    plain, fused = dict(given), dict(given)
    with np.errstate(invalid="ignore"):  # s - v_bar**2 may be negative here
        for name, term in lines.items():
            plain[name] = value(term, plain)
        for name, term in (*loop.scalars, *loop.body):
            assert name not in fused, "a name stands for one thing"
            fused[name] = value(term, fused)
    for result in (*loop.results.values(), *loop.kept.values()):
        np.testing.assert_allclose(fused[result], plain[result], rtol=1e-12)


def test_numbers_taken_out_get_names_that_no_letter_has() -> None:
    letters = tuple(Hyperparameter(name, name, Fraction(1, 2), "real") for name in ("c_1", "c_2"))
    square = ("pow", ("add", "w", "g"), Fraction(2))
    lines = (
        Line("r_1", False, square),
        Line("w_new", False, ("add", ("mul", ("mul", "c_1", "c_2"), "r_1"), ("pow", ("sub", "r_1", "g"), Fraction(2)))),
    )
    loop = fuse(Kernel("A", (), letters, (), lines, {}, "g"))
    assert [name for name, _ in loop.scalars] == ["c_3"]
    assert [name for name, _ in loop.body] == ["r_2", "r_1", "r_3", "w_new"]


def test_a_slot_that_holds_the_point_before_is_kept_apart_from_the_new_point() -> None:
    assert fuse(KERNELS["momentum:heavy-ball"]).results == {"w": "w", "w_new": "w_new"}


@pytest.mark.parametrize("name", KERNELS)
def test_json_holds_a_kernel(name: str) -> None:
    kernel = KERNELS[name]
    assert Kernel.from_json(json.loads(json.dumps(kernel.to_json()))) == kernel


def test_a_first_pass_of_its_own_is_told() -> None:
    assert not KERNELS["adam"].starts_apart
    kernel = Kernel("A", (), (), (Slot("v", False, Fraction(0)),), (Line("v", False, "g", "w"),), {"v": "v"}, "g")
    assert kernel.starts_apart
    assert (kernel.lines[0].at(True), kernel.lines[0].at(False)) == ("w", "g")


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (("sub", "a", ("sub", "b", "c")), "a - (b - c)"),
        (("div", ("mul", "a", "b"), ("mul", "c", "d")), "a * b / (c * d)"),
        (("mul", ("add", "a", "b"), ("neg", "c")), "(a + b) * -c"),
        (("neg", ("add", "a", "b")), "-(a + b)"),
        (("max", "a", "b", "c"), "max(a, max(b, c))"),
        (("add", "a", ("add", "b", "c")), "a + b + c"),
        (("mul", Fraction(-1, 3), "a"), "(-1 / 3) * a"),
    ],
)
def test_text_has_the_brackets_that_it_needs(term: Term, text: str) -> None:
    assert Language("test", {"max": "max({0}, {1})"}, decimal).write(term) == text


def test_an_operation_without_form_is_an_error() -> None:
    with pytest.raises(RunError, match="test has no operation exp"):
        Language("test", {}, decimal).write(("exp", "a"))


def test_the_folder_is_chosen_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYMOPT_CACHE", str(tmp_path / "own"))
    assert keeping.folder() == tmp_path / "own"
    monkeypatch.delenv("SYMOPT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert keeping.folder() == tmp_path / "symopt"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert keeping.folder() == tmp_path / "home" / ".cache" / "symopt"
    assert keeping.folder().stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize("obstacle", ["a file", "open to others"])
def test_a_folder_that_is_not_the_users_own_is_not_used(
    obstacle: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "cache"
    if obstacle == "a file":
        place.write_text("")
    else:
        place.mkdir()
        place.chmod(0o777)
    monkeypatch.setenv("SYMOPT_CACHE", str(place))
    keeping._temporary.cache_clear()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = keeping.folder()
    keeping._temporary.cache_clear()
    assert found == tmp_path / f"symopt-{os.getuid()}"
    assert found.stat().st_mode & 0o777 == 0o700


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "kept"
    keeping.keep(place, b"old")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        keeping.keep(place, b"new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"kept": b"old"}
