"""The values of a list's fields in the words of the rule."""

from chalicelib.catalogue.domain.rows import (
    BasisLevel,
    DataBacking,
    Disposition,
    Exclusion,
    Handling,
    ItemKind,
    Method,
)
from chalicelib.kernel.labels import label

WORDS = {
    one.value: label(one)
    for kind in (ItemKind, Handling, Disposition, Method, DataBacking, Exclusion, BasisLevel)
    for one in kind
}
"""Of these no two values are the same text."""
