"""The door for other systems: `/api/v1/`, Bearer tokens only, problem documents for every error."""
