"""A long-lived process does not grow but by what its table holds. Counted, never timed."""

from pathlib import Path

from infra.bench.long_lived import Look, fresh_home, long_lived

KEPT = 10
REQUESTS = 40
LEFT_BEHIND = 0.5
"""Below this a request leaves nothing: what is left is a thread or a cache of now and then, which
the smaller of two rounds does not show."""


def test_requests_filed_and_answered_leave_nothing_but_their_items(tmp_path: Path) -> None:
    looks: list[Look] = []
    with long_lived(fresh_home(tmp_path), KEPT) as process:
        for _ in range(3):  # the first fills every cache, and what moto remembers of executions
            for _ in range(REQUESTS):
                process.file_and_answer()
            looks.append(process.look())
    first, second, third = looks
    grown = list(third.grown(second).items())[:10]
    for rounds in ([one.others for one in looks], [one.entries for one in looks]):
        least = min(rounds[1] - rounds[0], rounds[2] - rounds[1])
        assert least / REQUESTS < LEFT_BEHIND, grown
    assert third.items - first.items >= 2 * REQUESTS
    assert third.transactions - first.transactions >= 4 * REQUESTS
    assert third.copied_items == third.copied_tables == 0, "a transaction copies what it updates"
