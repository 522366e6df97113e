"""Finding things: what ships, what users write, and what is said when nothing fits."""

import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from symopt.errors import UnknownNameError
from symopt.library import KINDS, find, in_file, is_path, items, modules, named_like
from symopt.library.item import kebab
from symopt.library.modules import LibraryError, of_entry_points
from symopt.optimizers.adam import adam

RULE = """from symopt import Optimizer
from symopt.symbols import eta, g, k, w

{name} = Optimizer(name="{title}", updates={{w[k + 1]: w[k] - eta * g[k]}}, defaults={{eta: 0.1}})
"""
DERIVATION = """from symopt import Derivation
from symopt.optimizers.momentum import momentum
from symopt.rules import unfold
from symopt.symbols import k, v

mine = Derivation(title="My own result", of=momentum, start=v[k], steps=[unfold(v[k])])
"""


def written(folder: Path, text: str, name: str = "mine.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def names(kind: str) -> set[str]:
    return {item.name for item in items(kind)}


@pytest.mark.parametrize(
    ("kind", "some"),
    [
        (
            "optimizer",
            "gradient-descent momentum nesterov adagrad rmsprop adadelta adam nadam amsgrad adamw adamax lion signsgd "
            "gains rprop vsgd weight-perturbation newton adam:epsilon-inside momentum:damped",
        ),
        ("objective", "ravine rosenbrock beale saddle double-well plateau quadratic logistic"),
        ("derivation", "unrolled-momentum terminal-velocity stability-bound-of-gradient-descent"),
        ("example", "gradient-descent-by-hand momentum-by-hand"),
        ("figure", "ravine-path learning-rate-regimes"),
    ],
)
def test_what_ships_is_found_under_its_name(kind, some):
    assert set(some.split()) <= names(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_item_says_what_it_is(kind):
    for item in items(kind):
        assert item.kind == kind
        assert item.title
        assert item.docstring
        shipped = ("symopt/optimizers/", "symopt/schedules/", "symopt/functions/", "derivations/", "figures/")
        assert item.place.startswith(shipped)
        assert Path(__file__).parents[1].joinpath(item.file).is_file()
        assert KINDS[kind].holds(item.value)
        assert find(item.name, kind) is item


def test_what_a_file_imports_belongs_to_another():
    owners = [item.file for item in items("optimizer") if item.name == "adagrad"]
    assert owners == ["symopt/optimizers/adagrad.py"]


def test_variants_are_items_with_their_optimizers_place():
    variant = find("adam:epsilon-inside", "optimizer")
    assert variant.value is adam.variant("epsilon-inside")
    assert (variant.title, variant.file) == ("Adam, epsilon-inside", "symopt/optimizers/adam.py")


def test_the_line_is_the_definitions_own():
    item = find("unrolled-momentum", "derivation")
    source = (Path(__file__).parents[1] / item.file).read_text(encoding="utf-8").splitlines()
    assert source[item.line - 1] == "unrolled = Derivation("


def test_capitals_do_not_matter():
    assert find("Adam", "optimizer").value is adam


@pytest.mark.parametrize(
    ("text", "kinds", "message", "hint"),
    [
        ("adm", ("optimizer",), "there is no optimizer 'adm'", "did you mean adam?"),
        (
            "adam:epsilon-in",
            ("optimizer",),
            "there is no optimizer 'adam:epsilon-in'",
            "did you mean adam:epsilon-inside?",
        ),
        ("unroled-momentum", (), "there is no item 'unroled-momentum'", "did you mean unrolled-momentum?"),
        (
            "xyzzy",
            ("objective",),
            "there is no objective 'xyzzy'",
            "`symopt list objectives` shows what there is; a path must end in .py",
        ),
        ("xyzzy", (), "there is no item 'xyzzy'", "`symopt list` shows what there is; a path must end in .py"),
        (
            "nowhere.py",
            ("optimizer",),
            "there is no file nowhere.py",
            "give the path of a Python file that defines the item",
        ),
    ],
)
def test_unknown_names_are_told_with_a_way_out(text, kinds, message, hint):
    with pytest.raises(UnknownNameError) as caught:
        find(text, *kinds)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_users_rule_is_found_by_its_path(tmp_path):
    path = written(tmp_path, RULE.format(name="my_rule", title="Mine"))
    item = find(str(path), "optimizer")
    assert (item.name, item.title, item.place) == ("my-rule", "Mine", "mine.py:4")
    assert find(f"{path}:my-rule", "optimizer") is item


def test_a_relative_path_is_shown_as_it_was_given(tmp_path, monkeypatch):
    written(tmp_path, RULE.format(name="my_rule", title="Mine"))
    monkeypatch.chdir(tmp_path)
    assert find("mine.py", "optimizer").file == "mine.py"


def test_a_users_derivation_is_found_by_its_path(tmp_path):
    path = written(tmp_path, DERIVATION, "result.py")
    assert [(item.kind, item.name) for item in in_file(path)] == [("derivation", "my-own-result")]


def test_a_file_with_several_rules_asks_which(tmp_path):
    two = RULE.format(name="one", title="One") + RULE.format(name="two", title="Two").splitlines()[-1]
    path = written(tmp_path, two, "several.py")
    with pytest.raises(UnknownNameError) as caught:
        find(str(path), "optimizer")
    assert caught.value.message == f"{path} defines 2 optimizers"
    assert caught.value.hint == f"say which: {path}:one or {path}:two"
    assert find(f"{path}:two", "optimizer").title == "Two"


def test_a_file_without_rules_says_so(tmp_path):
    path = written(tmp_path, "eta = 1\n", "empty.py")
    with pytest.raises(UnknownNameError) as caught:
        find(str(path), "optimizer")
    assert caught.value.message == f"{path} defines no optimizers"
    with pytest.raises(UnknownNameError) as caught:
        find(f"{path}:x", "optimizer")
    assert caught.value.message == f"there is no optimizer 'x' in {path}"


def test_a_users_file_may_import_the_files_beside_it(tmp_path):
    written(tmp_path, RULE.format(name="base", title="Base"), "base_of_mine.py")
    path = written(
        tmp_path,
        "from base_of_mine import base\nfrom symopt.symbols import eta, g, k, w\n\n"
        'half = base.where({w[k + 1]: w[k] - eta * g[k] / 2}, name="Half")\n',
        "half.py",
    )
    before = list(sys.path)
    assert [item.name for item in in_file(path)] == ["half"]
    assert sys.path == before


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("x = 1\ny = x +\n", ":2: invalid syntax", "mend this line; it is not Python"),
        ("import symopt\n\n1 / 0\n", ":3: ZeroDivisionError: division by zero", "mend this line of the file"),
        (
            "from symopt import Optimizer\nfrom symopt.symbols import g, k, v, w\n\n"
            'bad = Optimizer(name="Bad", updates={w[k + 1]: w[k] - v[k]})\n',
            ":4: Bad: ",
            "",
        ),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path, text, message, hint):
    path = written(tmp_path, text, "broken.py")
    with pytest.raises(LibraryError) as caught:
        in_file(path)
    assert caught.value.message.startswith(f"{path}{message}")
    assert hint in caught.value.hint
    assert caught.value.hint


def test_two_items_of_one_name_are_an_error_that_names_both_places(tmp_path):
    twice = DERIVATION + DERIVATION.splitlines()[-1].replace("mine =", "other =")
    path = written(tmp_path, twice, "twice.py")
    with pytest.raises(LibraryError) as caught:
        in_file(path)
    assert caught.value.message == "two derivations are called my-own-result: at twice.py:6 and at twice.py:7"


def test_a_collection_of_derivations_is_found(tmp_path):
    listed = DERIVATION.replace("mine = ", "mine = [") + "]\n"
    assert [item.name for item in in_file(written(tmp_path, listed, "listed.py"))] == ["my-own-result"]


def test_names_with_an_underscore_before_them_are_private(tmp_path):
    path = written(tmp_path, RULE.format(name="_hidden", title="Hidden"), "hidden.py")
    assert in_file(path) == ()


def test_installed_distributions_add_modules_and_packages(tmp_path, monkeypatch):
    written(tmp_path, RULE.format(name="added", title="Added"), "addition.py")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(modules, "entry_points", lambda group: [EntryPoint("x", "addition", group)])
    assert [module.__name__ for module in of_entry_points("symopt.optimizers")] == ["addition"]


def test_a_broken_addition_is_named(monkeypatch):
    monkeypatch.setattr(modules, "entry_points", lambda group: [EntryPoint("x", "no_such_module", group)])
    with pytest.raises(LibraryError, match=r"^entry point x:\d+: ModuleNotFoundError: No module named"):
        list(of_entry_points("symopt.optimizers"))


def test_objects_are_named_after_the_library():
    assert named_like(adam, "optimizer") == "adam"
    assert named_like(object(), "optimizer") is None


@pytest.mark.parametrize(
    ("text", "path"), [("a.py", True), ("dir/a.py:x", True), ("adam", False), ("adam:damped", False), ("a.pyx", False)]
)
def test_paths_are_told_from_names(text, path):
    assert is_path(text) is path


@pytest.mark.parametrize(
    ("title", "name"), [("Newton's step", "newtons-step"), ("L-BFGS", "l-bfgs"), ("Série, n° 2", "serie-n-2")]
)
def test_kebab(title, name):
    assert kebab(title) == name
