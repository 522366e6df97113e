"""Quadratic: (1/2) w^T H w - b^T w with H symmetric and positive definite; gradient H w - b, minimum at H^-1 b.

Source: LeCun, Bottou, Orr, Mueller (1998), Efficient backprop; every smooth function near a minimum, to second order.
"""

from symopt.objectives.vector import VectorObjective
from symopt.symbols import SymmetricMatrix, Vector, dot

w, b, H = Vector("w"), Vector("b"), SymmetricMatrix("H")

quadratic = VectorObjective(
    name="Quadratic",
    expression=dot(w, dot(H, w)) / 2 - dot(b, w),
    variable=w,
    positive_definite=(H,),
    defaults={H: [[3, 1], [1, 2]], b: [5, 5]},
    points={"start": (-5, -2), "minimum": (1, 2)},
    source="LeCun, Bottou, Orr, Mueller (1998)",
)
