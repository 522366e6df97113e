"""How each kind of item is shown: a file per kind, each with ``text``, ``tex`` and ``data``."""
