"""One deployment from a checkout to a running stage, step by step; the command line shows it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra.deploy import stand_in
from infra.deploy.package.build import Built, build_layer, build_package
from infra.deploy.package.wheels import Target
from infra.deploy.stack.adopt import Adoption
from infra.deploy.stack.artifacts import Artifacts, Release, bucket_of
from infra.deploy.stack.change_sets import ChangeSet, Stack
from infra.deploy.stack.expand import whole_template
from infra.deploy.stack.lint import ASL_VALIDATOR, demand_clean
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.template.compute import Code

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Prepared:
    """``template``: the whole expanded one. ``adapted``: for a stand-in, what it can take."""

    stage: Stage
    cloud: Cloud
    template: dict[str, Any]
    package: Built
    layer: Built
    adapted: stand_in.Adapted | None = None

    @property
    def deployable(self) -> dict[str, Any]:
        return self.adapted.template if self.adapted else self.template

    @property
    def artifacts(self) -> Artifacts:
        return Artifacts(self.stage, self.cloud)

    def stack(self) -> Stack:
        return Stack(self.stage.prefix, self.cloud)


def prepare(stage: Stage, cloud: Cloud, work: Path, tell: Tell) -> Prepared:
    """Package, compose, expand and lint on this machine; nothing in the cloud is touched but,
    on a stand-in, its keys. Raises DeployProblem."""
    target = Target()
    tell(f"打包:函数({target.runtime},{target.machine})")
    package = build_package(target, work)
    tell("打包:加盖函数的层(排版、签名、字库)")
    layer = build_layer(target, work, Path(stage.seal_fonts) if stage.seal_fonts else None)
    code = Code(bucket_of(stage, cloud), package.key, layer.key, target.runtime)
    tell("展开并检查模板(cfn-lint" + (",asl-validator)" if ASL_VALIDATOR.exists() else ")"))
    template = whole_template(stage, code)
    demand_clean(template, stage.region)
    adapted = stand_in.adapt(template, cloud) if cloud.is_stand_in else None
    return Prepared(stage, cloud, template, package, layer, adapted)


def upload(prepared: Prepared, tell: Tell) -> None:
    """Packages, layer, inventory; what stands already is not sent again."""
    artifacts = prepared.artifacts
    artifacts.prepare()
    for built in (prepared.package, prepared.layer):
        sent = artifacts.upload(built.path, built.key, lambda _count: None)
        size = built.path.stat().st_size / 1e6
        tell(f"{built.path.name}:{'已上传' if sent else '已有,不重传'}({size:.0f} MB)")
        for suffix in (".cdx.json", ".licences.txt"):
            inventory = built.path.with_suffix(suffix)
            artifacts.upload(inventory, f"code/{inventory.name}", lambda _count: None)


def plan(prepared: Prepared) -> tuple[ChangeSet, str, str]:
    """The change set, the release id and the template's key. The artifacts' bucket must stand."""
    release, key = prepared.artifacts.put_template(prepared.deployable)
    source = source_of(prepared.cloud, prepared.artifacts, key)
    return prepared.stack().plan(source, _label(release)), release, key


def plan_adoption(prepared: Prepared, found: Adoption) -> ChangeSet:
    """The import of what an earlier stack of this name has left. The bucket must stand."""
    release, key = prepared.artifacts.put_template(found.template)
    source = source_of(prepared.cloud, prepared.artifacts, key)
    return prepared.stack().plan_import(source, _label(release), found.importing)


def source_of(cloud: Cloud, artifacts: Artifacts, key: str) -> dict[str, str]:
    """CloudFormation takes at most 51,200 bytes in the call itself."""
    if cloud.is_stand_in:
        return {"TemplateBody": json.dumps(artifacts.template(key), ensure_ascii=False)}
    return {"TemplateURL": artifacts.address(key)}


def record(prepared: Prepared, release: str, key: str) -> None:
    at = datetime.now(UTC).isoformat()
    prepared.artifacts.record(Release(release, prepared.package.digest, key, at))


def _label(release: str) -> str:
    """A change set's name is used once; the time keeps two plans of one release apart."""
    return f"{release}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
