"""Every write to uploads: begin, sign a part, complete, give up, and the repair of what was left behind."""

from submissions.uploads.limits import TooMuch, largest_part
from submissions.uploads.services.beginning import begin
from submissions.uploads.services.completing import Incomplete, Joining, NotUsable, complete
from submissions.uploads.services.ending import abort, clear, consume, sweep
from submissions.uploads.services.going import Over, Unknown
from submissions.uploads.services.sending import PART_SECONDS, OtherBytes, Promise, sign_part, write_part
from submissions.uploads.thumbnails import CONTENT_TYPE as PICTURE_TYPE, Busy, picture

__all__ = [
    "PART_SECONDS",
    "PICTURE_TYPE",
    "Busy",
    "Incomplete",
    "Joining",
    "NotUsable",
    "OtherBytes",
    "Over",
    "Promise",
    "TooMuch",
    "Unknown",
    "abort",
    "begin",
    "clear",
    "complete",
    "consume",
    "largest_part",
    "picture",
    "sign_part",
    "sweep",
    "write_part",
]
