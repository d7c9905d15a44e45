"""The committed description of the API. `python -m api.openapi` rewrites `api/openapi.json`; a test keeps it equal to
what the app says of itself.
"""

from __future__ import annotations

import json
from pathlib import Path

from api.app import bare_app
from api.metrics import Metrics
from qa.settings import ServerSettings

PATH = Path(__file__).with_name("openapi.json")


def describe() -> str:
    """The OpenAPI document as it is committed."""
    app = bare_app(ServerSettings(), Metrics())
    return json.dumps(app.openapi(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    PATH.write_text(describe(), encoding="utf-8")
