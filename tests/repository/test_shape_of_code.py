"""The house rules on the shape of code that no linter knows (CONTRIBUTING.md)."""

import ast

from tests.repository.sources import modules

LONGEST_FILE = 400
LONGEST_FUNCTION = 50


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {name: len(text.splitlines()) for name, _, text in modules() if "/migrations/" not in name}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    found = {
        f"{name}:{node.lineno} {node.name}": length
        for name, tree, _ in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert found == {}


def test_each_module_opens_with_what_it_owns_and_what_it_refuses() -> None:
    silent = [
        name
        for name, tree, text in modules()
        if text.strip() and "/migrations/" not in name and "efuse" not in (ast.get_docstring(tree) or "")
    ]
    assert silent == []


def test_there_are_no_signal_receivers() -> None:
    """What happens when is told by the use case, not by whoever listens."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree, _ in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and "signals" in (node.module or "").split(".")
    ]
    assert found == []


def test_no_import_is_hidden_from_the_running_program() -> None:
    """An import only for types hides a cycle between packages."""
    found = [name for name, tree, _ in modules() for node in ast.walk(tree) if _is_type_checking(node)]
    assert found == []


def test_no_model_overrides_save() -> None:
    found = [
        f"{name}:{inner.lineno} {node.name}.{inner.name}"
        for name, tree, _ in modules()
        if "/models" in name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for inner in node.body
        if isinstance(inner, ast.FunctionDef) and inner.name in {"save", "delete"}
    ]
    assert found == []


def test_use_cases_never_call_each_other() -> None:
    """A use case may use the parts that several share (named with an underscore first), never another use case."""
    found = [
        f"{name} imports {imported}"
        for name, tree, _ in modules("handrail/usecases")
        for node in ast.walk(tree)
        for imported in _imported(node)
        if imported.startswith("handrail.usecases.") and not imported.split(".")[2].startswith("_")
    ]
    assert found == []


def test_use_cases_post_by_the_one_function_that_gives_entries_their_vat() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree, _ in modules("handrail/usecases")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "post"
        and isinstance(node.value, ast.Name)
        and node.value.id.endswith("actions")
        and not name.endswith("/_posting.py")
    ]
    assert found == []


def _imported(node: ast.AST) -> list[str]:
    """The full names that an import statement brings in."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
