"""Typst and pyHanko: the sealed page of a proof. Import these modules only where a page is
sealed: they are heavy, and deployed functions other than the sealing one do not have them."""
