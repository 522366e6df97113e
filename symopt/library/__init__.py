"""What there is to work with: the library's own content, installed additions, the user's files."""

from symopt.library.finding import KINDS as KINDS
from symopt.library.finding import find as find
from symopt.library.finding import in_file as in_file
from symopt.library.finding import is_path as is_path
from symopt.library.finding import items as items
from symopt.library.finding import named_like as named_like
