"""The command line as its users meet it: streams, exit codes, whole messages, the contracts of JSON."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from symopt import __version__
from symopt.cli import main

MINE = """\"\"\"Mine.\"\"\"

from sympy import Sum

from symopt import Derivation
from symopt.optimizers.momentum import momentum
from symopt.rules import induction
from symopt.symbols import beta, g, i, k, v

mine = Derivation(
    title="My own sum",
    of=momentum,
    start=v[k],
    steps=[({statement}, induction(on=k))],
)
"""
RIGHT, WRONG = "Sum(beta ** (k - i) * g[i], (i, 1, k))", "Sum(beta ** (k - i + 1) * g[i], (i, 1, k))"
ITEM_KEYS = {"item", "title", "verdict", "steps"}
STEP_KEYS = {"n", "statement_latex", "reason", "verdict", "method", "seconds", "counterexample"}


@pytest.fixture
def symopt(capsys):
    """Runs a command, given in words or as one text; gives its exit code and what it printed."""

    def run(*arguments):
        if len(arguments) == 1:
            arguments = str(arguments[0]).split()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def derivation_file(folder: Path, statement: str = RIGHT) -> Path:
    path = folder / "mine.py"
    path.write_text(MINE.format(statement=statement), encoding="utf-8")
    return path


def test_help_is_quick():
    code = (
        "import sys\nfrom symopt.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit as end: assert not end.code\n"
        "heavy = {'sympy', 'numpy', 'matplotlib', 'mpmath', 'z3', 'flint', 'rich', 'babel'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for name in ("build", "derive", "figure", "list", "run", "show", "verify"):
        assert f"  {name}" in done.stdout
    assert "..." not in done.stdout.partition("Commands:")[2]


def test_without_a_command_the_help_is_shown(symopt):
    code, out, err = symopt()
    assert (code, err) == (0, "")
    assert out.startswith("Usage: symopt [OPTIONS]")


def test_the_version(symopt):
    assert symopt("--version") == (0, f"symopt {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        ("run adm --objective ravine", "there is no optimizer 'adm'", "did you mean adam?"),
        ("run adam --objective ravin", "there is no objective 'ravin'", "did you mean ravine?"),
        ("run adam", "missing option '--objective'", "`symopt run --help` shows how it is used"),
        (
            "run adam --objective ravine --steps x",
            "invalid value for '--steps': 'x' is not a valid whole number",
            "`symopt run --help` shows how it is used",
        ),
        (
            "run adam --objective __import__('os')",
            "column 1: unknown function '__import__'",
            "known: abs, cos, exp, floor, log, max, min, sign, sin, sqrt, tan, tanh",
        ),
        ("run adam --objective ravine --start 1", "Ravine has 2 coordinates, but the start has 1", "give w_1, w_2"),
        (
            "run adam --objective ravine --start 1,x",
            "component 2 of the point: 'x' is not a real, finite number",
            "write it as -5, 0.4, 2/5 or 1e-3",
        ),
        ("run adam --objective w1^2", "w1^2 names no start", 'give one: --start "1"'),
        (
            "run adam --objective ravine --set rate=1",
            "Adam has no hyperparameter 'rate'",
            "known: beta_1, beta_2, epsilon, eta",
        ),
        (
            "run adam --objective ravine --batch-size 2",
            "ravine has no examples to make batches of",
            "take an objective of data, such as anscombe",
        ),
        (
            "run adam --objective anscombe --batch-size 12",
            "Anscombe has 11 examples, which make no batches of 12",
            "choose a size from 1 to 11",
        ),
        (
            "run adam --objective anscombe --batch-size 2 --noise 0.1",
            "--batch-size and --noise both estimate the gradient",
            "leave one of them out",
        ),
        (
            "run adam --objective anscombe --noise much",
            "'much' is not a real, finite number",
            "write it as -5, 0.4, 2/5 or 1e-3",
        ),
        (
            "run adam --objective anscombe --noise 0.1 --tex",
            "--tex works runs out with exact gradients",
            "leave out --batch-size and --noise",
        ),
        ("run adam --objective ravine --set eta", "'eta' does not set a letter", "write it as eta=0.4"),
        (
            "run momentum --objective ravine --schedule etta=cosine",
            "Momentum has no hyperparameter 'etta'",
            "did you mean eta?",
        ),
        (
            "run momentum --objective ravine --schedule eta=cosin",
            "there is no schedule 'cosin'",
            "did you mean cosine?",
        ),
        (
            "run momentum --objective ravine --schedule eta",
            "'eta' puts no schedule in place of a letter",
            "write it as eta=cosine",
        ),
        (
            "run momentum --objective ravine --schedule beta=inverse --set eta_0=3",
            "Momentum with inverse decay: Inverse decay gives beta = 3 at step 1, outside its domain [0, 1)",
            "take fewer steps, or set other values for eta_0",
        ),
        (
            "run momentum --objective ravine --schedule eta=cosine --set eta_min=0.5",
            "Cosine decay requires eta_min <= eta_0, which fails at eta_0 = 1/10, eta_min = 1/2",
            "set them so that it holds",
        ),
        (
            "list colours",
            "there is no kind 'colours'",
            "known: derivations, examples, figures, objectives, optimizers, schedules",
        ),
        ("show xyzzy", "there is no item 'xyzzy'", "`symopt list` shows what there is; a path must end in .py"),
        ("figure ravine-path -o path.gif", "figures are not written as gif", "known: pdf, png, svg"),
        ("build --lang xx", "there is no catalogue for language 'xx'", "known: en"),
        ("verify nowhere.py", "there is no file nowhere.py", "give the path of a Python file that defines the item"),
        ("verify ravine", "there is no item 'ravine'", None),
        ("--nonsense", "no such option '--nonsense'", "`symopt --help` shows how it is used"),
    ],
)
def test_bad_input_is_an_error_and_a_hint_on_stderr(symopt, arguments, message, hint):
    code, out, err = symopt(*arguments.split())
    assert (code, out) == (2, "")
    said = err.splitlines()
    assert said[0] == f"error: {message}"
    if hint is not None:
        assert said[1:] == [f"hint: {hint}"]


def test_an_unknown_command_is_told_the_nearest(symopt):
    code, out, err = symopt("biuld")
    assert (code, out) == (2, "")
    assert err.startswith("error: no such command 'biuld'")


@pytest.mark.parametrize("kind", ["optimizer", "optimizers"])
def test_list_one_kind(symopt, kind):
    code, out, err = symopt("list", kind)
    assert (code, err) == (0, "")
    assert [line.split()[1] for line in out.splitlines()[1:]][:3] == ["adadelta", "adadelta:pytorch", "adadelta:keras"]


def test_list_as_json(symopt):
    code, out, err = symopt("list", "--json")
    found = json.loads(out)["items"]
    assert (code, err) == (0, "")
    assert {"optimizer", "schedule", "objective", "derivation", "example", "figure"} == {item["kind"] for item in found}
    assert all(set(item) == {"kind", "name", "title", "file"} for item in found)


def test_show_a_schedule(symopt):
    code, out, err = symopt("show", "step")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Step decay (schedule step, symopt/schedules/step.py:13)",
        "  eta[k] = gamma**floor((k - 1)/N)*eta_0",
        "  defaults: eta_0 = 1/10, gamma = 1/2, N = 10",
        "  requires: gamma > 0",
        "  claims: decreasing, within-start",
        "  values: 0.1 at 1, 0.1 at 2, 0.1 at 3, 0.1 at 10, 0.000195313 at 100",
    ]


def test_show_a_schedule_as_latex_and_json(symopt):
    assert symopt("show", "inverse", "--tex") == (0, "\\eta_k = \\frac{\\eta_0}{k}\n", "")
    shown = json.loads(symopt("show", "cosine", "--json")[1])
    assert shown["claims"] == ["continuous", "decreasing", "within-start"]
    assert shown["values"]["1"] == 0.1


def test_run_with_a_schedule(symopt):
    code, out, err = symopt(
        "run", "momentum", "--objective", "ravine", "--schedule", "eta=inverse", "--exact", "--json"
    )
    assert (code, err) == (0, "")
    assert json.loads(out)["steps"][1] == {"k": 1, "w": ["-49/10", "-6/5"], "f": "5281/1000"}


def test_letters_that_are_renamed_are_told(symopt):
    code, _, err = symopt(*"run rmsprop --objective ravine --schedule eta=step --set gamma_eta=0.3 --steps 1".split())
    assert (code, err) == (0, "note: the gamma of Step decay is called gamma_eta here\n")


def test_show_a_rule(symopt):
    code, out, _ = symopt("show", "adam")
    assert code == 0
    assert out.splitlines()[0] == "Adam (optimizer adam, symopt/optimizers/adam.py:8)"
    assert "  v_hat[k] = v[k]/(1 - beta_1**k)" in out.splitlines()
    assert out.splitlines()[-1].startswith("  variants: epsilon-inside, epsilon-root, epsilon-hat, pytorch")


def test_show_a_rule_as_json(symopt):
    found = json.loads(symopt("show", "momentum", "--json")[1])
    assert found["equations"] == ["g[k] = grad(w[k])", "v[k] = beta*v[k - 1] + g[k]", "w[k + 1] = w[k] - eta*v[k]"]
    assert (found["defaults"], found["state"]) == ({"eta": "1/100", "beta": "9/10"}, {"v": "1"})


def test_show_an_objective(symopt):
    assert symopt("show", "ravine")[1].splitlines()[1:] == [
        "  f = w_1**2/10 + 2*w_2**2",
        "  gradient: [w_1/5, 4*w_2]",
        "  Hessian: [[1/5, 0], [0, 4]]",
        "  minimum: f = 0 at (0, 0)",
    ]
    assert symopt("show", "ravine", "--tex")[1].splitlines()[0] == "0.1 w_1^2 + 2 w_2^2"
    assert json.loads(symopt("show", "ravine", "--json")[1])["points"]["start"] == ["-5", "-2"]


def test_show_a_derivation(symopt):
    assert symopt("show", "terminal-velocity", "--tex")[1] == "v_k \\to \\frac{c}{1 - \\beta}\n"
    assert symopt("show", "terminal-velocity")[1].splitlines()[1] == "  v[k] -> c/(1 - beta)"
    steps = symopt("show", "terminal-velocity", "--steps")[1].splitlines()
    assert steps[-1] == "    -> c/(1 - beta)    (letting k grow without bound)"
    assert "\\label{symopt:terminal-velocity:1}" in symopt("show", "terminal-velocity", "--steps", "--tex")[1]
    found = json.loads(symopt("show", "terminal-velocity", "--json")[1])
    assert found["assumptions"] == ["\\nabla C(w_i) = c"]
    assert [step["n"] for step in found["steps"]] == list(range(1, len(found["steps"]) + 1))


def test_show_a_worked_example(symopt):
    lines = symopt("show", "gradient-descent-by-hand")[1].splitlines()
    assert "  f[w_1[1], w_2[1]] = w_1[1]**2/10 + 2*w_2[1]**2 = 4.996" in lines
    assert lines[-1] == "  the notes print 2.7 for f[w_1[2], w_2[2]]; the exact value is 2.8277824"
    assert "\\begin{tabular}" in symopt("show", "gradient-descent-by-hand", "--tex")[1]
    assert json.loads(symopt("show", "gradient-descent-by-hand", "--json")[1])["steps"][0]["k"] == 0


def test_show_a_figure(symopt):
    assert "zigzag" in symopt("show", "ravine-path")[1]
    assert set(json.loads(symopt("show", "ravine-path", "--json")[1])) >= {"caption", "alt"}
    assert "$" in symopt("show", "ravine-path", "--tex")[1]


def test_verify_names_verdict_and_method(symopt):
    code, out, err = symopt("verify", "unrolled-momentum", "first-velocity")
    assert code == 0
    assert out.splitlines()[0].split() == ["item", "verdict", "methods", "seconds"]
    assert [line.split()[:2] for line in out.splitlines()[1:]] == [
        ["unrolled-momentum", "proved"],
        ["first-velocity", "proved"],
    ]
    assert err.startswith("2 derivations: 2 proved, in ")


def test_verify_as_json(symopt):
    code, out, err = symopt("verify", "terminal-velocity", "--json")
    (item,) = json.loads(out)["items"]
    assert code == 0
    assert err.startswith("1 derivation: 1 proved")
    assert set(item) == ITEM_KEYS
    assert (item["item"], item["title"], item["verdict"]) == ("terminal-velocity", "Terminal velocity", "proved")
    for n, step in enumerate(item["steps"], 1):
        assert set(step) == STEP_KEYS
        assert (step["n"], step["verdict"], step["counterexample"]) == (n, "proved", None)
    assert item["steps"][-1]["method"] == "limit"


def test_verify_all_about_an_optimizer(symopt):
    items = json.loads(symopt("verify", "newton", "--json")[1])["items"]
    assert [item["item"] for item in items] == ["newton-reaches-the-minimum-of-a-quadratic-in-one-step"]


def test_a_wrong_claim_is_refuted_with_both_sides(symopt, tmp_path):
    path = derivation_file(tmp_path, WRONG)
    code, out, err = symopt("verify", path)
    assert code == 1
    assert out.splitlines()[1].split()[:2] == ["my-own-sum", "refuted"]
    said = err.splitlines()
    assert said[1] == "my-own-sum at mine.py:10: step 1 is refuted"
    assert said[2:5] == ["  v[k]", "    = Sum(beta**(k + 1 - i)*g[i], (i, 1, k))", "  by induction on k"]
    assert said[5].startswith("  at ")
    assert said[6].startswith("    one side is  ")
    assert said[7].startswith("    the other is ")
    assert said[6].split()[-1] != said[7].split()[-1]


def test_a_wrong_claim_in_json(symopt, tmp_path):
    code, out, _ = symopt("verify", derivation_file(tmp_path, WRONG), "--json")
    (step,) = json.loads(out)["items"][0]["steps"]
    assert (code, step["verdict"]) == (1, "refuted")
    assert set(step["counterexample"]) == {"point", "left", "right"}
    assert step["counterexample"]["left"] != step["counterexample"]["right"]
    assert step["why"]


def test_a_step_that_cannot_be_taken_is_an_error_of_its_own(symopt, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(MINE.format(statement=RIGHT).replace("start=v[k]", "start=g[k]").replace(f"({RIGHT}, ", "("))
    path.write_text(
        path.read_text().replace("import induction", "import unfold").replace("induction(on=k)", "unfold()")
    )
    code, out, err = symopt("verify", path)
    assert code == 2
    assert out.splitlines()[1].split() == ["my-own-sum", "failed"]
    assert err.splitlines()[:2] == [
        "error: my-own-sum at mine.py:10: no equation computes a letter of g(k)",
        "hint: name the letter that the step unfolds",
    ]


def test_derive_computes_what_the_file_leaves_out(symopt, tmp_path):
    path = derivation_file(tmp_path)
    path.write_text(path.read_text().replace(f"({RIGHT}, induction(on=k))", "induction(on=k)"))
    code, out, err = symopt("derive", path)
    assert (code, err) == (0, "")
    assert out == "My own sum: proved\n  v[k] = Sum(beta**(k - i)*g[i], (i, 1, k))\n"


def test_derive_does_not_take_over_what_the_file_says(symopt, tmp_path):
    code, out, _ = symopt("derive", derivation_file(tmp_path, WRONG))
    assert code == 0
    assert "Sum(beta**(k - i)*g[i], (i, 1, k))" in out


def test_derive_as_json(symopt):
    code, out, _ = symopt("derive", "terminal-velocity", "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["optimizer"], set(found["properties"])) == ("momentum", {"terminal-velocity"})
    assert found["properties"]["terminal-velocity"] == {
        "latex": "\\frac{c}{1 - \\beta}",
        "sympy": "c/(1 - beta)",
        "assumptions": ["\\nabla C(w_i) = c"],
        "verdict": "proved",
        "method": "derivation",
    }


def test_derive_all_about_an_optimizer(symopt):
    found = json.loads(symopt("derive", "newton", "--json")[1])
    assert found["optimizer"] == "newton"
    assert list(found["properties"]) == ["newton-reaches-the-minimum-of-a-quadratic-in-one-step"]


def test_run_in_fractions(symopt):
    code, out, err = symopt(
        "run gradient-descent --objective ravine --start -5,-2 --steps 1 --set eta=0.4 --exact --json"
    )
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "optimizer": "gradient-descent",
        "objective": "ravine",
        "hyperparameters": {"eta": "2/5"},
        "steps": [{"k": 0, "w": ["-5", "-2"], "f": "21/2"}, {"k": 1, "w": ["-23/5", "6/5"], "f": "1249/250"}],
    }


def test_run_an_expression(symopt):
    out = symopt("run", "gradient-descent", "--objective", "w1^2", "--start", "1", "--steps", "1", "--exact")[1]
    assert [line.split() for line in out.splitlines()] == [
        ["k", "w_1", "f"],
        ["0", "1", "1"],
        ["1", "49/50", "2401/2500"],
    ]


def test_run_on_batches(symopt):
    words = "run gradient-descent --objective anscombe --steps 2 --exact --json --batch-size".split()
    whole, batch, again, other = (
        json.loads(symopt(*words, *given)[1])["steps"]
        for given in (["11"], ["2"], ["2", "--seed", "0"], ["2", "--seed", "1"])
    )
    assert whole[1]["w"] == ["8251/110000", "997/1375"]
    assert batch == again
    assert len({str(steps) for steps in (whole, batch, other)}) == 3


def test_run_with_noise(symopt):
    words = "run adam --objective ravine --steps 2 --json".split()
    exact, noiseless, noisy = (
        json.loads(symopt(*words, *given)[1])["steps"] for given in ([], ["--noise", "0"], ["--noise", "0.5"])
    )
    assert exact == noiseless
    assert noisy[0] == exact[0]
    assert noisy[2] != exact[2]


def test_run_as_csv(symopt):
    out = symopt("run gradient-descent --objective ravine --set eta=0.4 --steps 1 --csv --exact")[1]
    assert out == "k,w_1,w_2,f\n0,-5,-2,21/2\n1,-23/5,6/5,1249/250\n"


def test_run_with_digits(symopt):
    out = symopt("run gradient-descent --objective ravine --set eta=1/3 --steps 1 --digits 20 --json")[1]
    assert json.loads(out)["steps"][1]["w"][0] == "-4.6666666666666666667"


def test_run_as_latex(symopt):
    out = symopt("run gradient-descent --objective ravine --set eta=0.4 --steps 2 --tex")[1]
    assert "-5 - 0.4 (0.2 \\cdot (-5)) = -4.6" in out
    assert "\\label{symopt:gradient-descent-on-ravine:1}" in out


def test_run_a_users_rule(symopt, tmp_path):
    path = tmp_path / "rule.py"
    path.write_text(
        "from symopt import Optimizer\nfrom symopt.symbols import eta, g, k, w\n\n"
        'half = Optimizer(name="Half", updates={w[k + 1]: w[k] - eta * g[k]}, defaults={eta: 0.25})\n'
    )
    found = json.loads(symopt("run", path, "--objective", "w1^2", "--start", "1", "--steps", "1", "--json")[1])
    assert (found["optimizer"], found["steps"][1]["w"]) == ("half", [0.5])


def test_a_run_that_leaves_the_numbers_says_where(symopt):
    code, out, err = symopt("run gradient-descent --objective w1^4 --start 9 --set eta=9 --steps 50 --csv")
    assert code == 0
    assert len(out.splitlines()) < 51
    assert err.startswith("note: the run ends at step ")


def test_figure_says_where_it_is(symopt, tmp_path):
    path = tmp_path / "path.svg"
    code, out, err = symopt("figure", "ravine-path", "-o", path)
    assert (code, out, err) == (0, f"{path}\n", "")
    assert path.stat().st_size > 1000


def test_build_in_an_impossible_place(symopt, tmp_path):
    (tmp_path / "file").touch()
    code, out, err = symopt("build", "first-velocity", "--out", tmp_path / "file" / "build")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        f"error: cannot write to {tmp_path / 'file' / 'build'}: a file stands where a folder should be",
        "hint: choose a folder that you may write to; what was there before is unchanged",
    ]


def test_build_says_where_the_results_are(symopt, tmp_path):
    code, out, err = symopt("build", "first-velocity", "--out", tmp_path)
    assert code == 0
    assert out.splitlines()[1].split()[:4] == ["first-velocity", "derivation", "built", "proved"]
    assert err.splitlines()[-2:] == [
        f"The notes are in {tmp_path / 'notes.tex'}. For the PDF:",
        f"  cd {tmp_path} && latexmk -pdf notes.tex    (or pdflatex notes.tex, twice)",
    ]
    assert symopt("build", "first-velocity", "--out", tmp_path)[1].splitlines()[1].split()[2] == "fresh"


def test_a_build_that_fails_keeps_what_was_there(symopt, tmp_path):
    path = derivation_file(tmp_path)
    assert symopt("build", path, "--out", tmp_path / "out")[0] == 0
    fragment = tmp_path / "out/en/italian-notes/my-own-sum.tex"
    before = fragment.read_bytes()
    (tmp_path / "again").mkdir()
    code, out, err = symopt("build", derivation_file(tmp_path / "again", WRONG), "--out", tmp_path / "out")
    assert code == 1
    assert out.splitlines()[1].split()[:4] == ["my-own-sum", "derivation", "failed", "refuted"]
    assert "failed, and left out of the notes: my-own-sum" in err
    assert fragment.read_bytes() == before
    assert "my-own-sum" not in (tmp_path / "out/notes.tex").read_text()


def test_control_c_leaves_nothing_half_done(tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-c", "from symopt.cli import main; main()", "build", "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while not out.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1)
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err.splitlines()[-2:] == ["error: interrupted", "hint: what was there before is unchanged"]
    assert not [path for path in out.rglob("*") if ".part" in path.name]
