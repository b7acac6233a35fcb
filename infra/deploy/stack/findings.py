"""One thing a person should know before a deployment."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """``is_fine`` False is a warning; what forbids a deployment is raised instead."""

    says: str
    is_fine: bool = True
