"""What a person on a release page agrees to, word for word: shown there, and kept as a hash in the ledger.

Another sentence is another version: raise `VERSION` with every change, so that a hash can be explained for good.
"""

import hashlib

from django.utils.translation import gettext as _

from submissions.releases.models import ReleaseRequest

VERSION = 1


def statement(role: str, *, brand: str) -> str:
    """Return the statement in the language that is active now."""
    sentences = {
        ReleaseRequest.Role.PERSON: _(
            "I can be recognised in this. %(brand)s may show and use it as described here. "
            "I can take this back at any time, on this page."
        ),
        ReleaseRequest.Role.CHILD: _(
            "I am a parent or guardian of the child in this. %(brand)s may show and use it as described here. "
            "I can take this back at any time, on this page."
        ),
        ReleaseRequest.Role.AUTHOR: _(
            "I am a parent or guardian of the young person who sent this. They may take part, and %(brand)s may "
            "show and use it as described here. I can take this back at any time, on this page."
        ),
    }
    return sentences[ReleaseRequest.Role(role)] % {"brand": brand}


def digest(statement: str) -> str:
    """Return the hash under which the ledger keeps a statement."""
    return hashlib.sha256(statement.encode()).hexdigest()
