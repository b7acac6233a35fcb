"""A district whose units send tables, and what becomes of them."""

import hashlib

from chalicelib.catalogue.domain.editions import CatalogueDraft
from chalicelib.catalogue.tables.domain.imports import (
    CatalogueImport,
)
from chalicelib.catalogue.tables.use_cases.preparing import PrepareImport, prepare_import
from chalicelib.catalogue.tables.use_cases.reading_jobs import load_import
from chalicelib.catalogue.tables.use_cases.starting import StartImport, start_import
from chalicelib.kernel.callers import Caller
from tests import worlds
from tests.rules.listing import ListDistrict
from tests.rules.world import CIVIL_AFFAIRS
from tests.tables import cells, csv_of
from tests.twins.outside import MemoryUploads

AGENT = worlds.agent(CIVIL_AFFAIRS)
GOOD = csv_of(cells())


class Importing(ListDistrict):
    """A district whose units send tables."""

    def prepare_file(self, content: bytes, by: Caller = AGENT) -> CatalogueImport:
        digest = hashlib.sha256(content).hexdigest()
        command = PrepareImport("清单.csv", len(content), digest)
        job, upload = prepare_import(command, worlds.call_by(by), self.ports)
        uploads = self.ports.tables.uploads
        assert isinstance(uploads, MemoryUploads)
        assert uploads.receive(upload, content)
        return job

    def start_file(
        self, job: CatalogueImport, by: Caller = AGENT, *, dry_run: bool = False, skip: bool = False
    ) -> CatalogueImport:
        command = StartImport(job.id, dry_run, skip)
        return start_import(command, worlds.call_by(by), self.ports)

    def bring_file(
        self, content: bytes, by: Caller = AGENT, *, dry_run: bool = False, skip: bool = False
    ) -> CatalogueImport:
        job = self.prepare_file(content, by)
        self.start_file(job, by, dry_run=dry_run, skip=skip)
        self.deliver()
        return self.job(job)

    def job(self, job: CatalogueImport) -> CatalogueImport:
        return load_import(job.id, job.by, self.ports)

    def draft(self, unit: str = CIVIL_AFFAIRS) -> CatalogueDraft | None:
        return self.ports.lists.listed(CatalogueDraft, "", unit)
