"""What stops an operator's command, said in Chinese: what happened, what stands, what to type."""


class DeployProblem(RuntimeError):
    """``what`` happened, ``kept``: what was left as it was, ``next_step``: the command to type."""

    def __init__(self, what: str, kept: str, next_step: str) -> None:
        super().__init__(what)
        self.what = what
        self.kept = kept
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.what}\n未受影响:{self.kept}\n下一步:{self.next_step}"


NOTHING_TOUCHED = "云上什么也没有改动。"
