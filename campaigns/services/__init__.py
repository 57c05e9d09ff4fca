"""Every write to campaigns: making and changing them, their words, and their life."""

from campaigns.services.content import set_hashtags, set_questions, set_terms
from campaigns.services.editing import Stale, create, update
from campaigns.services.life import NotReady, archive_campaign, close_campaign, open_campaign
from campaigns.services.picture import Size, keep_hero, keep_sizes, remove_hero
from campaigns.services.sizes import begin_sizes, nudge_sizes, sizes_failed, sizes_wait
from campaigns.services.translating import drop_translation, translate_terms
from campaigns.services.whole import create_whole, update_whole

__all__ = [
    "NotReady",
    "Size",
    "Stale",
    "archive_campaign",
    "begin_sizes",
    "close_campaign",
    "create",
    "create_whole",
    "drop_translation",
    "keep_hero",
    "keep_sizes",
    "nudge_sizes",
    "open_campaign",
    "remove_hero",
    "set_hashtags",
    "set_questions",
    "set_terms",
    "sizes_failed",
    "sizes_wait",
    "translate_terms",
    "update",
    "update_whole",
]
