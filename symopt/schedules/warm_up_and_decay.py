"""A warm-up followed by a decay: the rate rises to the decay's first value, from which the decay goes on.

Source: the Italian notes; Vaswani et al. (2017) for the inverse square root after a linear warm-up.
"""

from symopt.schedules.cosine import cosine
from symopt.schedules.exponential import exponential
from symopt.schedules.exponential_warm_up import exponential_warm_up
from symopt.schedules.inverse_square_root import inverse_square_root
from symopt.schedules.linear_warm_up import linear_warm_up
from symopt.schedules.time_based import time_based

CLAIMS = ("continuous", "rises-then-falls", "within-start")

warm_up_cosine = linear_warm_up.then(cosine, name="Warm-up, then cosine decay", claims=CLAIMS)
warm_up_exponential = linear_warm_up.then(exponential, name="Warm-up, then exponential decay", claims=CLAIMS)
warm_up_square_root = linear_warm_up.then(
    inverse_square_root, name="Warm-up, then inverse square root decay", claims=CLAIMS
)
warm_up_time_based = exponential_warm_up.then(
    time_based, name="Exponential warm-up, then time-based decay", claims=(*CLAIMS, "robbins-monro")
)
