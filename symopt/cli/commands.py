"""What can be typed: commands, arguments and options. What they do is imported when one is run."""

import os
from collections.abc import Callable
from typing import Any

import click

import symopt

ITEM_HELP = (
    "ITEM is a derivation, a worked example, a figure, an optimizer (then all about it), or a path to a .py file."
)
RULE_HELP = "OPTIMIZER is a name such as adam or adam:epsilon-inside, or a path: rule.py, rule.py:name."


class Whole(click.IntRange):
    """A whole number within bounds."""

    name = "whole number"


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
jobs_option = click.option(
    "--jobs",
    type=Whole(min=1),
    default=lambda: os.cpu_count() or 1,
    metavar="N",
    help="How many engines work at once.  [default: one per core]",
)


def voice_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which language and which notation."""
    language = click.option("--lang", "language", default="en", show_default=True, metavar="LANG", help="Language.")
    notation = click.option(
        "--notation", default="italian-notes", show_default=True, metavar="NAME", help="How letters are written."
    )
    return language(notation(command))


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(symopt.__version__, prog_name="symopt", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Optimizers held once, as their update equations: derivations with proof, LaTeX, numbers and figures."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@cli.command(epilog=ITEM_HELP)
@click.argument("items", nargs=-1, metavar="[ITEM]...")
@click.option("--out", default="build", show_default=True, metavar="DIR", help="Where to write.")
@jobs_option
@voice_options
def build(**given: Any) -> int:
    """Verify every derivation, write the LaTeX, draw the figures."""
    from symopt.cli.building import build

    return build(**given)


@cli.command("list")
@click.argument("kind", required=False, metavar="[KIND]")
@json_option
def list_(**given: Any) -> None:
    """List what there is.

    KIND is optimizers, schedules, objectives, derivations, examples or figures.
    """
    from symopt.cli.listing import list_items

    list_items(**given)


@cli.command()
@click.argument("item")
@click.option("--tex", "form", flag_value="tex", help="Print LaTeX.")
@click.option("--json", "form", flag_value="json", help="Print JSON.")
@click.option("--steps", is_flag=True, help="Print every step of a derivation.")
@voice_options
def show(**given: Any) -> None:
    """Show one item.

    An optimizer's equations, an objective's gradient and Hessian, a derivation's result, a worked example, a figure's
    alternative text.
    """
    from symopt.cli.showing import show

    show(**given)


@cli.command(epilog=RULE_HELP)
@click.argument("optimizer")
@click.argument("other")
@json_option
def relate(**given: Any) -> int:
    """Say how two optimizers are related.

    Whether OTHER reaches the same points as OPTIMIZER: always, under a change of variables, or only while its rates are
    constant; or at which step they part, with an exact example.
    """
    from symopt.cli.relating import relate_optimizers

    return relate_optimizers(**given)


@cli.command(epilog=ITEM_HELP)
@click.argument("items", nargs=-1, metavar="[ITEM]...")
@json_option
@jobs_option
def verify(**given: Any) -> int:
    """Check every step of the derivations, without writing anything."""
    from symopt.cli.verifying import verify

    return verify(**given)


@cli.command()
@click.argument("name")
@json_option
@jobs_option
def derive(**given: Any) -> int:
    """Compute results anew, check and print them.

    The engine leaves out what the file says and computes every statement itself, by the reasons that the file gives.

    NAME is a derivation, an optimizer (then all derivations about it), or a path to a .py file.
    """
    from symopt.cli.deriving import derive

    return derive(**given)


@cli.command(epilog=RULE_HELP)
@click.argument("optimizer")
@click.option("--objective", required=True, metavar="NAME|EXPR", help='What to minimise: ravine, or "w1^2 + 2*w2^2".')
@click.option(
    "--start", metavar="POINT", help='Where to start: "-5,-2".  [default: the start that the objective names]'
)
@click.option("--steps", type=Whole(min=0), default=20, show_default=True, metavar="N", help="How many steps.")
@click.option("--set", "settings", multiple=True, metavar="LETTER=VALUE", help="A hyperparameter: eta=0.4.")
@click.option(
    "--schedule", "schedules", multiple=True, metavar="LETTER=NAME", help="A schedule for a hyperparameter: eta=cosine."
)
@click.option("--batch-size", type=Whole(min=1), metavar="N", help="Ask for the gradient of N examples at a time.")
@click.option("--noise", metavar="SIGMA", help="Add normal noise of this standard deviation to gradients.")
@click.option(
    "--seed", type=Whole(min=0), default=0, show_default=True, metavar="N", help="What fixes batches and noise."
)
@click.option("--exact", is_flag=True, help="Compute with fractions.")
@click.option("--digits", type=Whole(min=1), metavar="N", help="Compute with N significant digits.")
@click.option("--tex", "form", flag_value="tex", help="Print the first two steps worked out, then a table, in LaTeX.")
@click.option("--json", "form", flag_value="json", help="Print JSON.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV.")
def run(**given: Any) -> None:
    """Run an optimizer on an objective."""
    from symopt.cli.running import run_optimizer

    run_optimizer(**given)


@cli.command(epilog=RULE_HELP)
@click.argument("optimizer")
@click.option("--backend", required=True, metavar="NAME", help="numpy, numba, torch, jax or c.")
@click.option("--in-place", is_flag=True, help="Write over the parameters and the state (numpy, numba): faster.")
@click.option("-o", "--output", metavar="FILE", help="Where to write.  [default: print]")
def code(**given: Any) -> None:
    """Print an optimizer as source that runs by itself."""
    from symopt.cli.coding import code

    code(**given)


@cli.command()
@click.argument("name")
@click.option("-o", "--output", metavar="FILE", help="Where to write: .pdf, .svg or .png.  [default: NAME.pdf]")
@voice_options
def figure(**given: Any) -> None:
    """Draw one figure."""
    from symopt.cli.drawing import draw

    draw(**given)
