"""The class that PyTorch users know, around the functions that a rule is written as."""

import keyword
import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter

from symopt.kernels.kernel import Hyperparameter, Kernel
from symopt.targets._python import INDENT, bracketed, keywords, signature

RATE, GROUP_RATE = "eta", "lr"
CHECKS: Mapping[str, tuple[str, str]] = {
    "positive": ("group[name] > 0", "is not positive"),
    "unit": ("0 <= group[name] < 1", "is not in [0, 1)"),
    "count": ("group[name] % 1 == 0 < group[name]", "is not 1, 2, 3, ..."),
    "real": ("abs(group[name]) < float('inf')", "is not finite"),
}
"""What is asked of a hyperparameter of a domain, and what is said where it does not hold."""
ADD = '''
    def add_param_group(self, param_group):
        """Add parameters, which may have hyperparameters of their own."""
        group = {{**self.defaults, **param_group}}{rename}
{checks}
        super().add_param_group(group)
'''
STEP = '''
    @torch.no_grad()
    def step(self, closure=None):
        """Take one step; a closure computes the gradients, and returns the loss."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        self._advance()
        return loss
'''
STEP_AHEAD = '''
    @torch.no_grad()
    def step(self, closure=None):
        """Take one step; closure computes the gradients ahead of w, and the loss."""
        if closure is None:
            raise TypeError("gradients are needed ahead of w: call step(closure)")
        held = [(w, w.clone()) for group in self.param_groups for w in group["params"]]
        try:
            for group in self.param_groups:
                for w in group["params"]:
                    state = self._state(w, group)
                    w.copy_(ahead(w, state, state["k"] + 1, *self._hyper(group)))
            with torch.enable_grad():
                loss = closure()
        finally:
            for w, here in held:
                w.copy_(here)
        self._advance()
        return loss
'''
REST = """
    def _advance(self):
        groups = [(w, group) for group in self.param_groups for w in group["params"]]
        moving = [(w, group) for w, group in groups if w.grad is not None]
        if any(w.is_complex() or w.grad.layout != torch.strided for w, _ in moving):
            raise RuntimeError("only real, dense gradients can be followed")
        for w, group in moving:
            state = self._state(w, group)
            state["k"] += 1
            run = fused if group["fused"] else plain
            advance(w, w.grad, state, state["k"], run, *self._hyper(group))

    def _state(self, w, group):
        if not self.state[w]:
            self.state[w].update(init({init}), k=0)
        return self.state[w]

    def _hyper(self, group):
{hyper}
"""


def class_name(title: str) -> str:
    """A rule's title as a class is called.

    >>> class_name("Momentum, heavy-ball"), class_name("signSGD"), class_name("2 steps")
    ('MomentumHeavyBall', 'SignSGD', 'Rule2Steps')
    """
    words = re.findall(r"[A-Za-z0-9]+", title)
    name = "".join(word[0].upper() + word[1:] for word in words)
    return name if name.isidentifier() and not keyword.iskeyword(name) else f"Rule{name}"


def group_key(letter: Hyperparameter) -> str:
    """What parameter groups call a hyperparameter: PyTorch's schedulers look for the learning rate under ``lr``."""
    return GROUP_RATE if letter.name == RATE else letter.name


def written_class(kernel: Kernel) -> str:
    """The class; it calls ``init``, ``advance``, ``plain``, ``fused``, and ``ahead`` if the rule looks ahead."""
    name = class_name(kernel.title)
    keys = [f'"{group_key(letter)}"' for letter in kernel.hyperparameters]
    arguments = ", ".join(["w", *(f'group["{group_key(letter)}"]' for letter in kernel.start_reads)])
    methods = [
        "\n".join(_docstring(kernel)),
        "\n".join(_constructor(kernel)),
        *([_adding(kernel)] if keys else []),
        (STEP_AHEAD if kernel.query else STEP).strip("\n"),
        REST.strip("\n").format(init=arguments, hyper=_hyper(keys)),
    ]
    return f"class {name}(torch.optim.Optimizer):\n" + "\n\n".join(methods)


def _docstring(kernel: Kernel) -> list[str]:
    rate = any(letter.name == RATE for letter in kernel.hyperparameters)
    said = ['"""The rule as PyTorch\'s optimizers are used.', ""]
    if rate:
        said += ["In param_groups, eta is called lr: schedulers set it there.", ""]
    said += [
        "With fused, torch.compile turns a step into one loop for each parameter, which takes",
        "seconds once; on a CPU it needs a C++ compiler.",
        '"""',
    ]
    return [f"{INDENT}{line}" if line else "" for line in said]


def _constructor(kernel: Kernel) -> list[str]:
    arguments = ["self", "params", "*", *keywords(kernel.hyperparameters), "fused=False"]
    given = [f'"{group_key(letter)}": {letter.name}' for letter in kernel.hyperparameters]
    inner = 2 * INDENT
    return [
        signature("__init__", arguments, INDENT),
        bracketed(f"{inner}given = {{", [*given, '"fused": fused'], "}", inner, display=True),
        f"{inner}super().__init__(params, given)",
    ]


def _adding(kernel: Kernel) -> str:
    rate = any(letter.name == RATE for letter in kernel.hyperparameters)
    rename = f'\n{2 * INDENT}group["{GROUP_RATE}"] = group.pop("{RATE}", group["{GROUP_RATE}"])' if rate else ""
    domain = attrgetter("domain")
    ordered = groupby(sorted(kernel.hyperparameters, key=domain), key=domain)
    checks = [line for name, letters in ordered for line in _check(name, letters)]
    return ADD.strip("\n").format(rename=rename, checks="\n".join(checks))


def _check(domain: str, letters: Iterable[Hyperparameter]) -> list[str]:
    holds, said = CHECKS[domain]
    inner = 2 * INDENT
    return [
        bracketed(f"{inner}for name in [", [f'"{group_key(letter)}"' for letter in letters], "]:", inner, display=True),
        f"{inner}{INDENT}if not {holds}:",
        f'{inner}{2 * INDENT}raise ValueError(f"{{name}} = {{group[name]}} {said}")',
    ]


def _hyper(keys: list[str]) -> str:
    inner = 2 * INDENT
    return bracketed(f"{inner}return [", [f"group[{key}]" for key in keys], "]", inner, display=True)
