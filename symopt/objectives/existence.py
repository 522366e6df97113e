"""Where a system certainly has a zero: Krawczyk's interval form of Newton's step (1969).

If the step maps a box into its own interior, exactly one zero lies in that box. This settles nondegenerate zeros whose
coordinates are algebraic numbers of high degree, where elimination would take too long.
"""

from collections.abc import Sequence

from flint import arb, arb_mat, ctx
from sympy import Expr, Symbol

from symopt.objectives.algebraic import enclose

BITS, RADIUS = 512, 2**-128
Box = tuple[arb, ...]


def box_around(point: Sequence[Expr]) -> Box:
    """A small box in whose interior a point lies."""
    with ctx.workprec(BITS):
        return tuple(enclose(coordinate, BITS) + arb(0, RADIUS) for coordinate in point)


def has_zero(system: Sequence[Expr], letters: Sequence[Symbol], box: Box) -> bool:
    """Whether a box certainly holds a zero of as many expressions as there are letters, and only one.

    >>> from sympy import sqrt
    >>> from symopt.symbols import w_1
    >>> has_zero([w_1**2 - 2], [w_1], box_around([sqrt(2)])), has_zero([w_1**2 - 3], [w_1], box_around([sqrt(2)]))
    (True, False)
    """
    middle = [arb(side.mid()) for side in box]
    slopes = [[part.diff(letter) for letter in letters] for part in system]
    with ctx.workprec(BITS):
        at_middle, over_box = (dict(zip(letters, place, strict=True)) for place in (middle, box))
        try:
            inverse = arb_mat([[enclose(slope, BITS, at_middle) for slope in row] for row in slopes]).inv()
        except ZeroDivisionError:
            return False
        value = arb_mat([[enclose(part, BITS, at_middle)] for part in system])
        spread = arb_mat([[enclose(slope, BITS, over_box) for slope in row] for row in slopes])
        offset = arb_mat([[side - centre] for side, centre in zip(box, middle, strict=True)])
        size = len(middle)
        unit = arb_mat([[int(row == column) for column in range(size)] for row in range(size)])
        step = (unit - inverse * spread) * offset - inverse * value
        return all(offset[n, 0].contains_interior(step[n, 0]) for n in range(size))
