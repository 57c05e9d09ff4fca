"""Checks of what a campaign is told. Each raises ValidationError with a sentence for the person."""

from campaigns.validators.fields import MOST_ANSWER_HOURS, MOST_REPORTS, clean_fields
from campaigns.validators.hashtags import clean_hashtags, normalise_hashtag
from campaigns.validators.limits import CampaignLimits, limits_of
from campaigns.validators.questions import QuestionSpec, clean_questions

__all__ = [
    "MOST_ANSWER_HOURS",
    "MOST_REPORTS",
    "CampaignLimits",
    "QuestionSpec",
    "clean_fields",
    "clean_hashtags",
    "clean_questions",
    "limits_of",
    "normalise_hashtag",
]
