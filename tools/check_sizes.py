"""The house numbers, counted: lines a file, lines a function, parameters a function.

``python -m tools.check_sizes [ROOT]`` prints every place that is over and ends 1 if there is one.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

LONGEST_FILE = 400
USUAL_FILE = 300
WHY = "Over 300 lines"
"""How the sentence begins, in a file's first words, that says why it is longer."""
FIRST_WORDS = 4_000
LONGEST_FUNCTION = 40
MOST_PARAMETERS = 5

# The product is held to all three numbers; tests and the phone's files to the file length only,
# since a test's parameters are its fixtures.
PRODUCT = ("chalicelib/**/*.py", "infra/**/*.py", "tools/**/*.py", "app.py")
LENGTH_ONLY = ("tests/**/*.py", "tests/**/*.js", "frontend/**/*.js", "frontend/**/*.css")

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def findings(root: Path) -> Iterator[str]:
    """Every place under ``root`` that is over a house number, as ``path:line: what``."""
    for path in _matching(root, (*PRODUCT, *LENGTH_ONLY)):
        text = path.read_text(encoding="utf-8")
        lines = len(text.splitlines())
        if lines > LONGEST_FILE:
            yield f"{path.relative_to(root)}:1: {lines} lines, at most {LONGEST_FILE}"
        elif lines > USUAL_FILE and WHY not in text[:FIRST_WORDS]:
            said = f'{lines} lines; over {USUAL_FILE} say why: "{WHY}: …"'
            yield f"{path.relative_to(root)}:1: {said}"
    for path in _matching(root, PRODUCT):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, _Function):
                for text in _over(node):
                    yield f"{path.relative_to(root)}:{node.lineno}: {node.name}: {text}"


def _matching(root: Path, patterns: tuple[str, ...]) -> list[Path]:
    found = {path for pattern in patterns for path in root.glob(pattern)}
    others = {"node_modules", "vendor"}  # what others wrote
    return sorted(path for path in found if not others & set(path.parts))


def _over(node: _Function) -> Iterator[str]:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if lines > LONGEST_FUNCTION:
        yield f"{lines} lines, at most {LONGEST_FUNCTION}"
    named = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    parameters = len(named) - (named[:1] in (["self"], ["cls"]))
    if parameters > MOST_PARAMETERS:
        yield f"{parameters} parameters, at most {MOST_PARAMETERS} (make a dataclass)"


def main(argv: list[str]) -> int:
    over = list(findings(Path(argv[0] if argv else ".")))
    for line in over:
        print(line)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
