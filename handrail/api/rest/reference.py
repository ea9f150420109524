"""The page that explains the API to people, made from its own description, in the frame of all other pages.
Refuses script and style of others: it is plain HTML that works as it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from pydantic_core import to_json

from handrail.api.rest.description import WORDS
from handrail.api.rest.service import VERSION, api, description

_DEEPEST = 4
_PLAIN = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
_FORMATS = {"uuid": "id", "date": "date", "date-time": "time with zone"}


@dataclass(frozen=True, slots=True)
class Value:
    """One value that is sent or answered: its path, its kind in words, whether it must be there, what it means."""

    name: str
    kind: str
    required: bool
    means: str


@dataclass(frozen=True, slots=True)
class OperationShown:
    """One operation. `example` is a body as JSON, empty for reads."""

    key: str
    method: str
    path: str
    summary: str
    lines: Sequence[str]
    scope: str
    sent: Sequence[Value]
    answered: Sequence[Value]
    status: str
    example: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """The operations of one subject."""

    name: str
    key: str
    operations: Sequence[OperationShown]


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """The whole API."""

    title: str
    version: str
    chapters: Sequence[Chapter]
    problems: Mapping[int, str]


def reference(request: HttpRequest) -> HttpResponse:
    """The page. It says nothing secret, so it needs no sign-in."""
    return render(request, "api_reference.html", {"page": _page()})


@cache
def _page() -> ReferencePage:
    told = description()
    schemas = told["components"]["schemas"]
    chapters: dict[str, list[OperationShown]] = {}
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            chapters.setdefault(operation["tags"][0], []).append(_operation(path, method, operation, schemas))
    shown = [Chapter(name, slugify(name), operations) for name, operations in chapters.items()]
    return ReferencePage(api.title, VERSION, shown, WORDS)


def _operation(path: str, method: str, operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> OperationShown:
    sent = operation.get("requestBody", {}).get("content", {})
    body: Mapping[str, Any] = next((told["schema"] for told in sent.values()), {})
    status, answer = next((status, told) for status, told in operation["responses"].items() if int(status) < 300)
    # A picture is the answer itself: it has no values to list.
    answered = answer["content"].get("application/json", {}).get("schema", {})
    parameters = [_parameter(one, schemas) for one in operation["parameters"]]
    example = _example(body, schemas) if "application/json" in sent else None
    return OperationShown(
        key=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        lines=operation.get("description", "").split("\n\n"),
        scope=operation["x-scope"] or "",
        sent=[*parameters, *_values(body, schemas, "")],
        answered=list(_values(answered, schemas, "")),
        status=str(status),
        example=to_json(example, indent=2).decode() if example else "",
    )


def _parameter(one: Mapping[str, Any], schemas: Mapping[str, Any]) -> Value:
    where = {"path": "in the address", "query": "after ?", "header": "header"}[one["in"]]
    kind = f"{_kind(one['schema'], schemas)}, {where}"
    return Value(one["name"], kind, one["required"], one.get("description", ""))


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema itself: behind a reference, and without "or null"."""
    if "$ref" in schema:
        return _resolved(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas)
    kinds = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if len(kinds) == 1:
        return _resolved(kinds[0], schemas)
    return schema


def _values(schema: Mapping[str, Any], schemas: Mapping[str, Any], path: str, depth: int = 0) -> Iterator[Value]:
    found = _resolved(schema, schemas)
    if found.get("type") == "array" and "items" in found:
        yield from _values(found["items"], schemas, f"{path}[]", depth)
        return
    if depth > _DEEPEST:
        return
    for name, inner in found.get("properties", {}).items():
        where = f"{path}.{name}" if path else name
        required = name in found.get("required", ())
        yield Value(where, _kind(inner, schemas), required, inner.get("description", ""))
        yield from _values(inner, schemas, where, depth + 1)


def _kind(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    found = _resolved(schema, schemas)
    if "enum" in found:
        return " or ".join(str(code) for code in found["enum"])
    if found.get("type") == "array":
        return f"list of {_kind(found.get('items', {}), schemas)}"
    if found.get("type") == "object":
        return "values by name" if "additionalProperties" in found and "properties" not in found else "object"
    return _FORMATS.get(found.get("format", "")) or _PLAIN.get(found.get("type", ""), "any value")


def _example(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """A body of the values that must be there, and those for which an example is given."""
    if "examples" in schema:
        return schema["examples"][0]
    found = _resolved(schema, schemas)
    if "examples" in found:
        return found["examples"][0]
    if "enum" in found:
        return found["enum"][0]
    match found.get("type"):
        case "array":
            return [_example(found.get("items", {}), schemas)]
        case "object":
            return {
                name: _example(inner, schemas)
                for name, inner in found.get("properties", {}).items()
                if name in found.get("required", ()) or "examples" in inner
            }
        case "integer" | "number":
            return 1
        case "boolean":
            return True
        case _:
            return {"uuid": "019c2a71-5e00-7000-8000-000000000001", "date": "2026-03-04"}.get(
                found.get("format", ""), ""
            )
