"""Writes the shared vectors: ``python -m tests.vectors.make``. Fixed keys, fixed times."""

import json
from pathlib import Path
from typing import Any

from tests.vectors import lists
from tests.vectors.codes import check_codes, texts
from tests.vectors.files import file_cases
from tests.vectors.making import PRODUCTION, TEST_STAGE
from tests.vectors.rules import rule_cases
from tests.vectors.tokens import token_cases

FOLDER = Path(__file__).parent


def documents() -> dict[str, Any]:
    """File name -> its content."""
    return {
        "checks.json": {
            "jwks": {"production": PRODUCTION, "test-stage": TEST_STAGE, "empty": {"keys": []}},
            "lists": lists.all_lists(),
            "cases": token_cases(),
            "file_cases": file_cases(),
        },
        "check_codes.json": check_codes(),
        "texts.json": texts(),
        "rule_codes.json": rule_cases(),
    }


def main() -> None:
    for name, document in documents().items():
        text = json.dumps(document, ensure_ascii=False, indent=1)
        (FOLDER / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
