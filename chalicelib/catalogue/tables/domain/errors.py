"""What importing a table meets. Of the error tree (``kernel/errors.py``):

NotFound
└── ImportUnknown           import.unknown
Conflict
├── ImportStateForbids      import.state
└── TooManyImports          import.too_many
"""

from chalicelib.kernel.errors import Conflict, NotFound


class TableRefused(Exception):
    """The file is no table we can read; nothing of it was taken. ``detail`` says what to do.

    No error of a call: what a file holds is found out later, and told with the import.
    """

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class ImportUnknown(NotFound):
    code, article = "import.unknown", "5-1"


class TooManyImports(Conflict):
    code, article = "import.too_many", "5-1"  # ``facts``: how many are under way


class ImportStateForbids(Conflict):
    code, article = "import.state", "5-1"  # ``facts``: the state
