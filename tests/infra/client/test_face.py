"""The face of the client's library: its names, its example, and what it costs to begin."""

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import infra.client
from tests.infra.cli.desk import Desk

ROOT = Path(__file__).parents[3]
FACE = {
    *("KeyFile", "KeyFileUnusable", "read_key_file", "KnownRoots"),
    *("Client", "Reply", "CallUnanswered", "ResponseNotTrusted"),
    *("Receipt", "ReceiptUnreadable", "Finding", "read_receipt", "check_receipt"),
    *("Site", "SiteUnreachable", "ProofChecker", "TargetUnusable"),
    *("EditionReader", "EditionChecker", "Report", "Doubt"),
}
"""What others build on. A name is added here on purpose, and taken away only with a notice in
CHANGELOG.md."""


def test_the_face_is_these_names_and_each_says_what_it_is() -> None:
    assert set(infra.client.__all__) == FACE
    for name in FACE:
        found = getattr(infra.client, name)
        assert found.__module__.startswith("infra.client.")
        assert found.__name__ == name
        assert found.__doc__, name
    with pytest.raises(AttributeError, match="sign_compact"):
        vars(infra.client)["__getattr__"]("sign_compact")


def test_the_example_in_its_docstring_is_true(desk: Desk) -> None:
    given = {"origin": desk.origin, "path": desk.file("370402006-agent-1")}
    (example,) = doctest.DocTestFinder(recurse=False).find(infra.client, globs=given)
    assert len(example.examples) > 5
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=said.append)
    assert "".join(said) == ""


def test_who_calls_loads_nothing_of_what_checks_an_edition() -> None:
    program = (
        "import sys; from infra.client import Client, read_key_file; "
        "print([m for m in sys.modules if 'edition' in m or 'proof_site' in m])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
