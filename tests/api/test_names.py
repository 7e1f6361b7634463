"""In the API's document, a name stands for one shape."""

from ninja.openapi.schema import OpenAPISchema

from commonworks.config.api import api


def test_no_two_shapes_of_the_document_have_one_name(monkeypatch):
    seen: dict[str, list] = {}

    def noted(self, definitions):
        for name, shape in definitions.items():
            if shape not in seen.setdefault(name, []):
                seen[name].append(shape)
        self.schemas.update(definitions)

    monkeypatch.setattr(OpenAPISchema, "add_schema_definitions", noted)
    api.get_openapi_schema()
    assert sorted(name for name, shapes in seen.items() if len(shapes) > 1) == []
    assert len(seen) > 20
