"""What stops the local stack from starting, said in Chinese with the next step."""


class LocalProblem(RuntimeError):
    """``str(problem)`` is for the person at the keyboard; the command ends with status 1."""
