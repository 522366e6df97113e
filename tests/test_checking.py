"""Many derivations at once: order, turns, failures, interruptions."""

import threading
from types import ModuleType

import pytest
from sympy import Sum

from symopt import Derivation
from symopt.checking import Turns, check_all
from symopt.errors import DerivationError
from symopt.library.item import Item
from symopt.optimizers.momentum import momentum
from symopt.proof.verdict import Verdict
from symopt.rules import algebra, induction, unfold
from symopt.symbols import beta, g, i, k, v


def item(value, name="mine"):
    return Item("derivation", name, value.title, value, "mine.py", 1, ModuleType("mine"))


def derivation(statement, reason, title="Mine"):
    return Derivation(title=title, of=momentum, start=v[k], steps=[(statement, reason)])


RIGHT = derivation(Sum(beta ** (k - i) * g[i], (i, 1, k)), induction(on=k))
WRONG = derivation(Sum(beta ** (k - i + 1) * g[i], (i, 1, k)), induction(on=k))
UNCOMPUTABLE = Derivation(title="Mine", of=momentum, start=g[k], steps=[unfold()])


def test_outcomes_come_in_the_order_asked_for():
    told = []
    outcomes = check_all([item(WRONG, "a"), item(RIGHT, "b"), item(UNCOMPUTABLE, "c")], 2, told.append)
    assert [outcome.item.name for outcome in outcomes] == ["a", "b", "c"]
    assert sorted(one.name for one in told) == ["a", "b", "c"]
    assert [outcome.holds for outcome in outcomes] == [False, True, False]
    wrong, right, uncomputable = outcomes
    assert wrong.checked.verdict.status == "refuted"
    assert wrong.steps[0][1].counterexample is not None
    assert right.steps[0][1].method == "induction"
    assert isinstance(uncomputable.error, DerivationError)
    assert uncomputable.steps == []


def test_what_no_one_foresaw_is_an_error_of_that_derivation_alone():
    class Broken(algebra):
        def check(self, before, after, context, engines):
            raise KeyError("x")

    broken, right = check_all([item(derivation(v[k], Broken())), item(RIGHT)], 2)
    assert broken.error.message == "a rule stopped with KeyError: 'x'"
    assert right.holds


def test_nothing_to_check():
    assert check_all([], 2) == []


@pytest.mark.parametrize(("status", "holds"), [("sampled", True), ("vacuous", False), ("undecided", False)])
def test_what_fails_a_build(status, holds):
    class Engines:
        def __init__(self):
            self.checked = {}

        def settle(self, obligation):
            return Verdict(status, "test")

        refute = settle

    turns = Turns(Engines())
    checked = turns.check(item(derivation(beta * v[k - 1] + g[k], unfold(v[k]))))
    assert checked.holds is holds


def test_one_thread_works_while_the_others_wait_for_engines():
    inside, most = threading.Semaphore(0), []

    class Engines:
        def __init__(self):
            self.checked = {}

        def settle(self, obligation):
            most.append(obligation)
            if len(most) == 1:
                assert inside.acquire(timeout=10)  # until the other thread has had its turn
            else:
                inside.release()
            return Verdict("proved", "test")

        refute = settle

    turns = Turns(Engines())
    threads = [threading.Thread(target=turns.check, args=[item(_fresh())]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(most) == 2


def _fresh():
    return derivation(beta * v[k - 1] + g[k], unfold(v[k]))


def test_an_interruption_ends_everything(monkeypatch):
    def interrupted(self, item):
        raise KeyboardInterrupt

    monkeypatch.setattr(Turns, "check", interrupted)
    with pytest.raises(KeyboardInterrupt):
        check_all([item(RIGHT), item(derivation(v[k], algebra()))], 2)
