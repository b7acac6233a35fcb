"""A call from wire to wire: blueprint, access, fields, paging, refusals, serving."""
