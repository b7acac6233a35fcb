"""Synthetic people for the demo and the tests. Nothing made here belongs to anybody on purpose."""

from datetime import date

from chalicelib.kernel.texts.people import resident_id_check_character


def resident_id(area: str = "370402", *, birth: date, sequence: int) -> str:
    """A SYNTHETIC resident id number with a right check character (GB 11643).

    ``area`` is six digits, ``sequence`` 0 to 999 (odd for men). It may by chance equal a real
    person's number, so it must only be used with synthetic names, and be called synthetic.
    Raises ValueError for an area or sequence that does not fit.
    """
    if len(area) != 6 or not (area.isascii() and area.isdigit()) or not 0 <= sequence <= 999:
        raise ValueError("area needs six digits and sequence 0 to 999")
    first_17 = f"{area}{birth:%Y%m%d}{sequence:03d}"
    return first_17 + resident_id_check_character(first_17)
