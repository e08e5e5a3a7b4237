"""What the schema says beyond the views: problem documents on every operation."""

from typing import Any

from assess.api.problem_titles import TITLES
from assess.api.problems import MEDIA_TYPE
from assess.api.views.requests import MOST_ITEMS

NULLABLE_TEXT = {"type": ["string", "null"]}
FAULT = {
    "type": "object",
    "required": ["index", "field", "found", "expected", "code"],
    "properties": {
        "index": {"type": ["integer", "null"], "description": "Place in the list that was sent."},
        "field": {"type": "string", "description": "Member, with dots; empty for the whole item."},
        "found": NULLABLE_TEXT,
        "expected": {"type": "string", "description": "In the reader's language."},
        "code": {"type": "string", "description": "Stable, for programs."},
    },
}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457. Nothing of a refused request is kept.",
    "required": ["type", "code", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "code": {"type": "string", "enum": sorted(TITLES)},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
    },
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "The ETag of what you have: 304 without a body where it is still the same.",
}
ETAG = {
    "schema": {"type": "string"},
    "description": "For If-None-Match, and for If-Match with the next change.",
}
SAID = {
    "400": "Bad input: malformed JSON, or every bad item in `errors`",
    "401": "No token, or not a valid one",
    "403": "You see this but may not do it",
    "404": "Nothing here, or not for you",
    "405": "Another method",
    "409": "The state does not allow it",
    "412": "Changed in the meantime (If-Match)",
    "413": "Body too large",
    "415": "Body is not application/json",
    "429": "Too many requests; see Retry-After",
    "default": "Any other problem",
}


def add_problems(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Postprocessing hook: every operation may answer with a problem."""
    result["components"]["schemas"] |= {"Problem": PROBLEM, "Fault": FAULT}
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            for status in _statuses(path, method):
                operation["responses"].setdefault(status, _response(status))
    return result


def add_tags(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Postprocessing hook: what is read in JSON has an ETag, and is not sent twice to who has it."""
    for operations in result["paths"].values():
        read = operations.get("get", {"responses": {}})
        answer = read["responses"].get("200", {})
        if "application/json" in answer.get("content", {}):
            read.setdefault("parameters", []).append(IF_NONE_MATCH)
            answer.setdefault("headers", {})["ETag"] = ETAG
            read["responses"]["304"] = {"description": "Still what you have (If-None-Match)"}
    return result


def whole_lists(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Postprocessing hook: a list that is sent has a limit, and its example is the list, not an item of it."""
    for operations in result["paths"].values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                if content["schema"].get("type") == "array":
                    content["schema"]["maxItems"] = MOST_ITEMS
                    for example in content.get("examples", {}).values():
                        [example["value"]] = example["value"]
    return result


def _statuses(path: str, method: str) -> list[str]:
    statuses = ["400", "401", "405", "429", "default", *(["404"] if "{" in path else [])]
    if method in {"post", "put", "patch"}:
        statuses += ["403", "409", "412", "413", "415"]
    return statuses


def _response(status: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": SAID[status], "content": {MEDIA_TYPE: {"schema": schema}}}
