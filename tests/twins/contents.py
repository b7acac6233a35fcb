"""Documents of the catalogue in memory."""


class MemoryDocuments:
    """Twin of what keeps the documents: the bucket, or the laptop's folder."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, name: str, content: bytes) -> None:
        self.kept[name] = content

    def get(self, name: str) -> bytes | None:
        return self.kept.get(name)
