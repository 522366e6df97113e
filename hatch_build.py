"""Ship the top-level content folders inside the package; a checkout finds them by itself."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CONTENT = ("derivations", "figures")


class Content(BuildHookInterface):
    """Lay ``derivations`` and ``figures`` beside the engine in a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the content folders, unless the install is editable."""
        if version == "standard":
            for name in CONTENT:
                build_data["force_include"][name] = f"symopt/{name}"
