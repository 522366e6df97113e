"""The shared alphabet: letters, indices, domains, oracles, and the few operations that vectors and matrices need."""

from typing import Any, ClassVar

from sympy import Expr, Function, S, Symbol, Tuple
from sympy.core.function import AppliedUndef

from symopt.errors import SpecificationError


class Sequence:
    """A letter with one value per step, written as on paper: ``v[k]``, ``v[k - 1]``."""

    __iter__ = None  # otherwise ``__getitem__`` makes Python and SymPy believe it is an infinite list

    def __init__(self, name: str) -> None:
        self.name = name
        self.of = Function(name, real=True)

    def __getitem__(self, index: Expr | int) -> AppliedUndef:
        return self.of(index)

    def __repr__(self) -> str:
        return self.name

    def _misses_index(self, *_: Any) -> Any:
        raise SpecificationError(f"{self.name} stands without its index", f"write {self.name}[k]")

    __call__ = __neg__ = __pow__ = __rpow__ = _misses_index
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _misses_index


class Draws(Sequence):
    """A letter whose values are whole numbers, drawn at random: which example comes next."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.of = Function(name, integer=True)


class Letter(Symbol):
    """A real number that stands for itself; its class says where it may lie.

    The domain is kept out of SymPy's assumptions, where a positive symbol makes bounds such as
    ``eta > 0`` vanish without a word. The prover reads it from ``domain``.
    """

    __slots__ = ()
    domain: ClassVar[str] = "real"

    def __new__(cls, name: str) -> Any:
        """The letter of that name; two of one class and name are the same."""
        return super().__new__(cls, name, real=True)

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.name,), {}


class Hyper(Letter):
    """A positive number chosen before the run; ``beta[k]`` is the same letter with one value per step."""

    __slots__ = ()
    __iter__ = None
    domain = "positive"

    def __getitem__(self, index: Expr | int) -> AppliedUndef:
        return Function(self.name, real=True)(index)


class Decay(Hyper):
    """In [0, 1): how much of the past is kept."""

    __slots__ = ()
    domain = "unit"


class Count(Hyper):
    """1, 2, 3, ..."""

    __slots__ = ()
    domain = "count"

    def __new__(cls, name: str) -> Any:
        """The count of that name."""
        return Symbol.__new__(cls, name, integer=True)


class Argument(Letter):
    """What a procedure is called with; its shape comes from the caller."""

    __slots__ = ()


class Coordinate(Letter):
    """One component of the parameters, as objectives name them: ``w_1``, ``w_2``."""

    __slots__ = ()


class Vector(Letter):
    """A vector of any dimension, in statements that linear algebra settles."""

    __slots__ = ()


class SymmetricMatrix(Letter):
    """A symmetric matrix of any dimension, such as a Hessian."""

    __slots__ = ()


class Identity(Letter):
    """The identity matrix, as large as the parameters."""

    __slots__ = ()


class Primitive(Function):
    """An operation that SymPy does not look into.

    ``shapes`` says what it takes and gives: 0 scalar, 1 vector, 2 matrix.
    """

    is_real, is_commutative = True, True
    shapes: ClassVar[dict[tuple[int, ...], int]] = {}

    def __new__(cls, *arguments: Any, **options: Any) -> Any:
        """The operation on its arguments.

        Raises:
            SpecificationError: when there are too few or too many, or one is a letter without index or a text.
        """
        takes = sorted({len(shape) for shape in cls.shapes})
        if takes and len(arguments) not in takes:
            raise SpecificationError(
                f"{cls.__name__} is given {_arguments(len(arguments))}", f"it takes {_arguments(takes[0])}"
            )
        for argument in arguments:
            if isinstance(argument, Sequence):
                argument._misses_index()
            if isinstance(argument, str):
                raise SpecificationError(f"{cls.__name__} is given the text {argument!r}", "write it without quotes")
        return super().__new__(cls, *arguments, **options)


def _arguments(count: int) -> str:
    return f"{count} argument{'' if count == 1 else 's'}"


class Oracle(Primitive):
    """A question about the objective; the program asks it of whoever runs it."""


class dot(Primitive):
    """The product of linear algebra: vector and vector, matrix and vector, matrix and matrix."""

    shapes = {(1, 1): 0, (2, 1): 1, (1, 2): 1, (2, 2): 2}

    @classmethod
    def eval(cls, left: Expr, right: Expr) -> Expr | None:
        """Zero when a factor is the number 0."""
        return S.Zero if left == 0 or right == 0 else None


class outer(Primitive):
    """The matrix ``x y^T`` of two vectors."""

    shapes = {(1, 1): 2}


class solve(Primitive):
    """``solve(A, b)`` is the x with A x = b."""

    shapes = {(2, 1): 1}


class transpose(Primitive):
    """The transpose of a matrix."""

    shapes = {(2,): 2}


class norm(Primitive):
    """The Euclidean norm of a vector."""

    shapes = {(1,): 0}


class pivot(Primitive):
    """The least pivot of a symmetric matrix, eliminated without exchanges: positive where the matrix is definite.

    Elimination stops at the first pivot that is not positive, and that one is the answer.
    """

    shapes = {(2,): 0}


class power(Primitive):
    """A square matrix multiplied by itself: ``power(A, k)`` is the product of k factors A."""

    shapes = {(2, 0): 2}


class f(Oracle):
    """The objective at a point."""

    shapes = {(1,): 0}


class grad(Oracle):
    """The gradient at a point."""

    shapes = {(1,): 1}


class curvature(Oracle):
    """The diagonal of the Hessian at a point."""

    shapes = {(1,): 1}


class hess(Oracle):
    """The Hessian at a point; asked whole only where its product with a vector does not do."""

    shapes = {(1,): 2}


class hvp(Oracle):
    """Hessian at a point, times a vector: what ``dot(hess(x), v)`` asks for. No specification needs to write it."""

    shapes = {(1, 1): 1}


class normal(Oracle):
    """A fresh standard normal direction, one per index."""

    shapes = {(0,): 1}


class wolfe(Oracle):
    """``wolfe(x, d, c_1, c_2)``: a step along d from x that meets the strong Wolfe conditions with these constants.

    Whoever runs the rule answers; symopt does with ``scipy.optimize.line_search``.
    """

    shapes = {(1, 1, 0, 0): 0}


class E(Function):
    """The expectation of a random quantity, over the draws of the gradients."""

    is_real, is_commutative = True, True


class Each(Tuple):
    """A group of equations for every index from first to last, up or down; the key of such a group."""


def each(index: Symbol, first: Expr, last: Expr) -> Each:
    """The key of a group of equations that hold for every index between two bounds.

    Raises:
        SpecificationError: when the index is not a symbol, or a bound is neither a number nor an expression.
    """
    if not isinstance(index, Symbol):
        raise SpecificationError(f"each counts by {index!r}", "give it an index such as i")
    for bound in (first, last):
        if not isinstance(bound, Expr | int):
            raise SpecificationError(f"each is bounded by {bound!r}", "bound it by expressions such as k - 1")
    return Each(index, first, last)


def letters(kind: type, names: str) -> Any:
    """One letter of a kind per name."""
    return [kind(name) for name in names.split()]


k, i, j, n = (Symbol(name, integer=True) for name in "kijn")
w, g, v, s, m, u, d, r, p, q, y, a, H, P, V, xi, tau, delta, e = letters(
    Sequence, "w g v s m u d r p q y a H P V xi tau delta e"
)
m_hat, v_hat, s_hat, m_bar, g_bar, v_bar, h_bar, v_max, s_max = letters(
    Sequence, "m_hat v_hat s_hat m_bar g_bar v_bar h_bar v_max s_max"
)
gain, low, high, slope, value, decrease = letters(Sequence, "gain low high slope value decrease")
eta, alpha, epsilon, lam, mu, sigma, rho, psi = letters(Hyper, "eta alpha epsilon lambda mu sigma rho psi")
eta_0, s_0, c_1, c_2, eta_min, eta_max, delta_0 = letters(Hyper, "eta_0 s_0 c_1 c_2 eta_min eta_max delta_0")
epsilon_root = Hyper("epsilon_root")
up, down, tolerance, C = letters(Hyper, "eta_plus eta_minus tolerance C")
lambda_min, lambda_max, kappa, zeta = letters(Hyper, "lambda_min lambda_max kappa zeta")
beta, beta_1, beta_2, gamma = letters(Decay, "beta beta_1 beta_2 gamma")
beta_0, beta_min, beta_max, theta = letters(Decay, "beta_0 beta_min beta_max theta")
history, period, warm = letters(Count, "m N N_w")
c, h, z = letters(Letter, "c h z")
w_1, w_2 = letters(Coordinate, "w_1 w_2")
x_, d_, A_, b_ = letters(Argument, "x d A b")
I = Identity("I")
