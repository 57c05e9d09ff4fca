"""Every write to the ledger: terms, grants, releases and revocations, each as one event and one fact."""

from rights.chain import OtherBrand
from rights.services.grades import take_grades
from rights.services.grants import Evidence, grant
from rights.services.narrowing import narrow
from rights.services.terms import publish_terms
from rights.services.withdrawals import forget, release, revoke

__all__ = ["Evidence", "OtherBrand", "forget", "grant", "narrow", "publish_terms", "release", "revoke", "take_grades"]
