"""In-memory twins of every port. They pass the same contract tests as the real adapters
(tests/contract) and hold one process's truth under one lock: for tests and rehearsals."""
