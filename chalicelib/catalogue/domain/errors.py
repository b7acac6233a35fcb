"""Leaves of the error tree (``kernel/errors.py``) about compiling and publishing the list.

NotFound
├── DraftUnknown            catalogue.draft_unknown
└── EditionUnknown          catalogue.edition_unknown
Forbidden
└── NotYourItems            catalogue.not_your_items
Conflict
├── CatalogueRuleBroken     catalogue.rule
├── DraftStateForbids       catalogue.state
├── SamePerson              catalogue.same_person
├── BasisTooLow             catalogue.basis_too_low
├── NothingAgreed           catalogue.nothing_agreed
├── EditionTooEarly         catalogue.too_early
└── EditionTooLate          catalogue.too_late
"""

from chalicelib.kernel.errors import Conflict, Forbidden, NotFound


class DraftUnknown(NotFound):
    code, article = "catalogue.draft_unknown", "5-1"


class EditionUnknown(NotFound):
    code, article = "catalogue.edition_unknown", "5-1"


class NotYourItems(Forbidden):
    code, article = "catalogue.not_your_items", "5-1"  # a unit compiles its own items only


class CatalogueRuleBroken(Conflict):
    code, article = "catalogue.rule", "5-1"  # what no row may be, and what only the whole shows


class DraftStateForbids(Conflict):
    code, article = "catalogue.state", "5-1"  # ``facts``: the state


class SamePerson(Conflict):
    code, article = "catalogue.same_person", "5-1"  # compile, agree, publish: three people


class BasisTooLow(Conflict):
    code, article = "catalogue.basis_too_low", "2-1"  # ``facts``: the rows without a waiver


class NothingAgreed(Conflict):
    code, article = "catalogue.nothing_agreed", "5-1"


class EditionTooLate(Conflict):
    code, article = "catalogue.too_late", "5-1"


class EditionTooEarly(Conflict):
    code, article = "catalogue.too_early", "5-1"
