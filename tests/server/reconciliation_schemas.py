"""What the Reconciliation Service API 0.2 says of the JSON of a service, as JSON Schemas of our own."""

from __future__ import annotations

from typing import Any

from jsonschema_rs import Draft202012Validator

TEXT = {"type": "string", "minLength": 1}
URL = {"type": "string", "pattern": "^https?://"}
NAMED = {"type": "object", "required": ["id", "name"], "properties": {"id": TEXT, "name": TEXT}}
TEMPLATE = {**URL, "pattern": r"^https?://.*\{\{id\}\}"}


def _object(required: str = "", more: bool = True, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": more,
    }


def _list(items: Any, **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


SERVICE = _object("service_url service_path", service_url=URL, service_path={"type": "string", "pattern": "^/"})
SETTING = _object("type label name", type={"enum": ["number", "text", "checkbox", "select"]}, label=TEXT, name=TEXT)
MANIFEST = _object(
    "versions name identifierSpace schemaSpace",
    versions=_list(TEXT, contains={"const": "0.2"}),
    name=TEXT,
    identifierSpace=URL,
    schemaSpace=URL,
    documentation=URL,
    logo=URL,
    serviceVersion=TEXT,
    defaultTypes=_list(NAMED, uniqueItems=True),
    view=_object("url", url=TEMPLATE),
    preview=_object("url width height", url=TEMPLATE, width={"type": "integer"}, height={"type": "integer"}),
    suggest=_object(entity=SERVICE, property=SERVICE, type=SERVICE),
    extend=_object(propose_properties=SERVICE, property_settings=_list(SETTING)),
    batchSize={"type": "integer", "minimum": 1},
)
CANDIDATE = _object(
    "id name score match type",
    more=False,
    id=TEXT,
    name=TEXT,
    description={"type": "string"},
    score={"type": "number", "minimum": 0, "maximum": 100},
    match={"type": "boolean"},
    type=_list(NAMED),
    features=_list(_object("id value", id=TEXT, value={"type": ["boolean", "number"]})),
)
RESULTS = {"type": "object", "additionalProperties": _object("result", more=False, result=_list(CANDIDATE))}
SUGGESTED = _object(
    "id name", more=False, id=TEXT, name=TEXT, description={"type": "string"}, notable=_list({"anyOf": [TEXT, NAMED]})
)
SUGGESTIONS = _object("result", more=False, result=_list(SUGGESTED))
PROPOSALS = _object("properties type", properties=_list(NAMED), type={"type": "string"}, limit={"type": "integer"})
TIME = r"^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$"
VALUE = {
    "oneOf": [
        {"type": "object", "maxProperties": 0},
        _object("id name", more=False, id=TEXT, name=TEXT, description={"type": "string"}),
        _object("str", more=False, str={"type": "string"}),
        _object("float", more=False, float={"type": "number"}),
        _object("int", more=False, int={"type": "integer"}),
        _object("date", more=False, date={"type": "string", "pattern": TIME}),
    ]
}
EXTENSION = _object(
    "meta rows",
    more=False,
    meta=_list(NAMED),
    rows={"type": "object", "additionalProperties": {"type": "object", "additionalProperties": _list(VALUE)}},
)


def conforms(schema: dict[str, Any], answer: Any) -> Any:
    """The answer, which has to be as the schema says."""
    Draft202012Validator(schema).validate(answer)
    return answer
