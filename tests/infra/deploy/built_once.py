"""What every deployment of a test session makes alike, made by the worker that comes first: the
package, the layer, the linter's word on a template. Nothing is made otherwise than by the real
code, and a template that differs in one byte is linted anew."""

import fcntl
import hashlib
import json
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from infra.deploy import steps
from infra.deploy.package.build import Built, build_layer, build_package
from infra.deploy.package.wheels import Target
from infra.deploy.stack.lint import demand_clean

Made = TypeVar("Made")


def once(folder: Path, key: str, make: Callable[[], Made]) -> Made:
    """``folder`` is shared by the workers of a session. What fails is tried again."""
    name = hashlib.sha256(key.encode()).hexdigest()[:16]
    place = folder / f"{name}.made"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            place.write_bytes(pickle.dumps(make()))
        made: Made = pickle.loads(place.read_bytes())  # noqa: S301  # our own, of a moment ago
    return made


def package_once(folder: Path, target: Target, work: Path) -> Built:
    return once(folder, f"package {target} {work}", lambda: build_package(target, work))


def layer_once(folder: Path, target: Target, work: Path, fonts: Path | None) -> Built:
    key = f"layer {target} {work} {fonts}"
    return once(folder, key, lambda: build_layer(target, work, fonts))


@contextmanager
def built_once(folder: Path) -> Iterator[None]:
    """Meanwhile `mianzheng deploy` and `diff` find what another deployment has made."""

    def clean(template: dict[str, Any], region: str) -> None:
        key = region + json.dumps(template, sort_keys=True)
        once(folder, key, lambda: demand_clean(template, region))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "build_package", lambda *given: package_once(folder, *given))
        patch.setattr(steps, "build_layer", lambda *given: layer_once(folder, *given))
        patch.setattr(steps, "demand_clean", clean)
        yield
