"""Rotation on the laptop: the keys are files of the keyring, and so is the roster."""

from pathlib import Path

from chalicelib.cloud.machine import SystemClock
from chalicelib.keys.adapters.jwk import jwk_pairs
from chalicelib.keys.adapters.keyring import FileSecrets, Keyring, local_keyring
from chalicelib.keys.adapters.roster_store import NAME, FileRoster, KeptRoster
from chalicelib.keys.domain.kids import PROOF
from chalicelib.keys.domain.roster import KeyVersion
from infra.rotate.versions import Pairs
from infra.stage.problems import DeployProblem

NOTHING_WRITTEN = "本机什么也没有改动。"


class HomeKeys:
    """The KeyMaker of a home that keeps its data (``mianzheng run --durable``)."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._folder = home / "keyring"

    @property
    def where(self) -> str:
        return f"--home {self._home}"

    def make(self, purpose: str, number: int) -> tuple[str, Pairs]:
        name = f"{purpose}-{number}"
        return name, jwk_pairs(self._keyring().key(name).jwk)

    def first(self, purpose: str) -> Pairs:
        return jwk_pairs(self._keyring().key(purpose).jwk)

    def disable(self, purpose: str, version: KeyVersion) -> None:
        """The file is put aside, for whoever has to look into what happened."""
        file = self._folder / f"{version.key or purpose}.pem"
        if file.exists():
            file.rename(file.with_suffix(".withdrawn"))

    def roster(self) -> KeptRoster:
        """Raises DeployProblem where nothing has run here yet."""
        digest = FileSecrets(self._folder).read("digest") if self._folder.is_dir() else None
        if digest is None:
            raise DeployProblem(
                f"{self._home} 里还没有密钥",
                NOTHING_WRITTEN,
                f"先运行 mianzheng run --durable --home {self._home}",
            )
        file = FileRoster(self._folder / f"{NAME}-{PROOF}.json")
        return KeptRoster(file, digest, SystemClock())

    def _keyring(self) -> Keyring:
        return local_keyring(self._folder)
