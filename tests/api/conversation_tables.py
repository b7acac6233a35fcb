"""The part of the walk that imports a table and asks what the lint says of it."""

import hashlib
from typing import TYPE_CHECKING

from chalicelib.background.outbox import deliver_outbox
from chalicelib.catalogue.adapters.seed import DATA
from chalicelib.kernel.files import Upload

if TYPE_CHECKING:  # conversation.py calls this
    from tests.api.talking import Talk

LABOUR, OFFICER = "370402007", "370402001-officer-1"


def tables(talk: "Talk") -> None:
    root, by = "/v1/catalogue", f"{LABOUR}-agent-1"
    imports, mine = root + "/imports", (DATA / "catalogue.csv").read_bytes()
    file = {"name": "清单.csv", "size": len(mine), "sha256": hashlib.sha256(mine).hexdigest()}
    prepared = talk.post(imports, file, OFFICER)
    form = prepared["upload"]
    upload = Upload(form["url"], tuple(form["fields"].items()))
    assert talk.world.uploads.receive(upload, mine)
    talk.post(imports + "/{id}/start", {"dry_run": True}, OFFICER, id=prepared["id"])
    deliver_outbox(talk.world.services.ports)
    done = talk.get(imports + "/{id}", OFFICER, id=prepared["id"])
    assert (done["state"], done["progress"]["rows"]) == ("DONE", 57), done
    talk.get(root + "/template", by)
    talk.get(root + "/drafts/{unit}/lint", by, "?limit=2", unit=LABOUR)
    talk.get(root + "/editions/{edition}/lint", by, edition="1")
    decision = {
        "row": "ZM031",
        "exclusion": "X3",
        "reason": "校车驾驶关系公共安全",
        "decided_by": "样例决定第 2 号",
        "decided_on": "2026-11-02",
        "review_on": "2027-11-02",
    }
    talk.post(root + "/exclusions", decision, OFFICER)
    talk.get(root + "/exclusions", by)
