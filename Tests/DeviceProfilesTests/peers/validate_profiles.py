"""Validates YAML files against a JSON Schema, with the validator of PyPI's jsonschema.

validate_profiles.py SCHEMA FILE...: prints a JSON object of each file's problems.
"""

import json
import pathlib
import sys

import jsonschema
import yaml


def problems(validator, path):
    document = yaml.safe_load(pathlib.Path(path).read_text())
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(document)]


schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
print(json.dumps({path: problems(validator, path) for path in sys.argv[2:]}))
