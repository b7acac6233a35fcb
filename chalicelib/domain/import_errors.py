"""What an import meets that is about the file, not about one call."""


class TableRefused(Exception):
    """The file is no table we can read; nothing of it was taken. ``detail`` says what to do."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail
