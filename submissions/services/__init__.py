"""Every write to submissions, their assets and the work on them. Time and the acting person are arguments."""

from submissions.services.assets import (
    NothingLeft,
    ReasonMissing,
    UnknownAssets,
    exclude_assets,
    fetch_original,
    include_assets,
    withdraw,
)
from submissions.services.confirming import (
    address_proven,
    ask_again,
    ask_to_confirm,
    confirm_address,
    tell_received,
    waiting_for_address,
)
from submissions.services.editing import EditRefused, edit, narrow, withdraw_everything
from submissions.services.erasing import erase, erase_files
from submissions.services.moves import Stale, hold, move
from submissions.services.notices import queue as queue_notice
from submissions.services.sweeping import sweep
from submissions.services.work import (
    FenceLost,
    claim_work,
    fail_work,
    finish_work,
    nudge_work,
    postpone_work,
    renew,
    start_public_work,
)

__all__ = [
    "EditRefused",
    "FenceLost",
    "NothingLeft",
    "ReasonMissing",
    "Stale",
    "UnknownAssets",
    "address_proven",
    "ask_again",
    "ask_to_confirm",
    "claim_work",
    "confirm_address",
    "edit",
    "erase",
    "erase_files",
    "exclude_assets",
    "fail_work",
    "fetch_original",
    "finish_work",
    "hold",
    "include_assets",
    "move",
    "narrow",
    "nudge_work",
    "postpone_work",
    "queue_notice",
    "renew",
    "start_public_work",
    "sweep",
    "tell_received",
    "waiting_for_address",
    "withdraw",
    "withdraw_everything",
]
