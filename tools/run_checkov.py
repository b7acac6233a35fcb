"""checkov's own command, by the Python of the audit's environment: `run_checkov.py ARGUMENTS`.

Its JSONPath library makes the tables of its grammar anew for every expression, which is most of
a run (70 of 90 s); here they are made once for a grammar. What is found is the same, byte for byte.
"""

import sys
from collections.abc import Callable
from typing import Any

import ply.yacc
from checkov.main import Checkov


def once(make: Callable[..., Any]) -> Callable[..., Any]:
    """The parser of a grammar keeps no state between two texts, so one serves all."""
    made: dict[tuple[type, str], Any] = {}

    def kept(**options: Any) -> Any:
        grammar = type(options["module"]), options["start"]
        if grammar not in made:
            made[grammar] = make(**options)
        return made[grammar]

    return kept


if __name__ == "__main__":
    ply.yacc.yacc = once(ply.yacc.yacc)
    sys.exit(Checkov().run())
