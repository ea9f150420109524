"""The machine's description of the API (OpenAPI 3.1): what ninja makes of the operations, mended where it errs.
Refuses two shapes of one name: a reader could not tell which is meant."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.schema import NinjaGenerateJsonSchema

from handrail.api.rest.problems import CONTENT_TYPE, Problem

WORDS = {
    400: "The call cannot be read",
    401: "No valid token",
    403: "The token or its user may not do this",
    404: "Not found, or of another service",
    409: "Someone else changed it meanwhile, or the key was used for another call",
    413: "The call is larger than the service takes",
    422: "It cannot be done as asked: each reason with its field",
    429: "Too many calls in this minute",
    503: "The service cannot answer just now: send the same again, with the same key",
}


class Description(OpenAPISchema):
    """Ninja's description, with problems under their own content type and each kind of problem said once."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        super().__init__(api, path_prefix)
        problem = Problem.model_json_schema(
            ref_template=REF_TEMPLATE, mode="serialization", schema_generator=NinjaGenerateJsonSchema
        )
        self.add_schema_definitions({**problem.pop("$defs"), "Problem": problem})
        self["components"]["responses"] = {f"Problem{status}": _problem(words) for status, words in WORDS.items()}

    def responses(self, operation: Any) -> Any:
        """The answers of an operation, and the problems that each may give, by reference. They are not declared to
        ninja, which would make a model of its own for each problem of each operation whenever a process starts."""
        return super().responses(operation) | {
            status: {"$ref": f"#/components/responses/Problem{status}"} for status in WORDS
        }

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Raises ValueError for a second shape of a name that is taken."""
        for name, shape in definitions.items():
            if self.schemas.setdefault(name, shape) != shape:
                raise ValueError(f"two shapes are called {name}")


def _problem(words: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": words, "content": {CONTENT_TYPE: {"schema": schema}}}
