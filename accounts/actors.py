"""Who acts: a member of a brand, a contributor, a visitor or the system. Services take it as `by`."""

import uuid
from dataclasses import dataclass

from accounts.roles import Role


@dataclass(frozen=True)
class Actor:
    """Who acts, and for which brand. `role` is None for everybody who is not a member."""

    kind: str  # "system" | "member" | "contributor" | "visitor"
    brand_id: uuid.UUID | None = None
    role: Role | None = None
    user_id: int | None = None
    contributor_id: uuid.UUID | None = None
    scopes: frozenset[str] | None = None  # None: signed in on the pages, no token limits it
    token_id: uuid.UUID | None = None

    @property
    def reference(self) -> str:
        """A pseudonymous name for facts and logs."""
        if self.kind == "member":
            return f"user:{self.user_id}"
        if self.kind == "contributor":
            return f"contributor:{self.contributor_id}"
        return self.kind


SYSTEM = Actor(kind="system")
VISITOR = Actor(kind="visitor")
