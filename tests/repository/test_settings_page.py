"""docs/settings.md tells every setting that the code reads, and no other."""

import ast
import re

from tests.repository.sources import modules, read

_READERS = {"text", "flag", "whole_number", "words"}


def _read_by_code() -> set[str]:
    """The first word given to each reader of config.environment."""
    return {
        node.args[0].value
        for name, tree, _ in modules("handrail/config")
        if not name.endswith("environment.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _READERS
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def test_every_setting_is_told_and_no_other() -> None:
    rows = [line.split("|")[1] for line in read("docs/settings.md").splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`([A-Z_]+)`", " ".join(rows))) == _read_by_code()
