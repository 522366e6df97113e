"""How one rule is related to another: derived, proved, or refuted by an exact example."""

from symopt.relations.relating import relate as relate
from symopt.relations.relation import Relation as Relation
