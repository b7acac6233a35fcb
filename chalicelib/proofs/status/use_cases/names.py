"""``/units.json``: the names behind a token's codes, from which nothing is ever deleted.

A proof outlives the unit's name and the catalogue's edition it was made under, so what stands is
kept and only added to; a new name of the same code replaces the old one.
"""

from chalicelib.proofs.ports import NamesNotOurs, Ports, PublicNames

NAMES, NAMES_TYP = "units.json", "wzm-units+jwt"


def publish_names(ports: Ports) -> PublicNames:
    """At the start of a stage and daily: 1 query, 1 file read; written only when it changed."""
    try:
        standing = ports.proofs.names.read()
    except NamesNotOurs:
        # Signing somebody else's names would make them ours. Ours come from the store again.
        ports.telemetry.log("names_not_ours")
        standing = PublicNames()
    names = standing.renewed(_present_names(ports))
    if names != standing:
        ports.proofs.names.publish(names)
    return names


def _present_names(ports: Ports) -> PublicNames:
    rows = ports.catalogue.edition_at(ports.clock.now()).rows.values()
    return PublicNames(
        units={one.code: one.name for one in ports.units.units()},
        service_items={one.service_item.code: one.service_item.name for one in rows},
        materials={one.material.code: one.material.name for one in rows},
    )
