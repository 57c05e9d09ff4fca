"""Uploads in parts, as they are announced, signed and shown."""

from typing import Any

from rest_framework import serializers

MOST = 2**53


class UploadBegun(serializers.Serializer[Any]):
    """A file that somebody wants to send in parts."""

    filename = serializers.CharField(max_length=1000, allow_blank=True)
    size = serializers.IntegerField(min_value=0, max_value=MOST, help_text="Bytes.")
    content_type = serializers.CharField(max_length=200, allow_blank=True, help_text="As the phone says; may be empty.")
    sha256 = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=64, help_text="Of the whole, hexadecimal, if known."
    )


class UploadOpened(serializers.Serializer[Any]):
    """Whoever knows the id may go on with the upload, on this campaign, until it expires."""

    id = serializers.UUIDField()
    part_size = serializers.IntegerField(help_text="Length of each part but the last.")
    expires_at = serializers.DateTimeField()


class PartWanted(serializers.Serializer[Any]):
    """One part; its first signature fixes its checksum."""

    number = serializers.IntegerField(min_value=0, max_value=MOST, help_text="From 1.")
    size = serializers.IntegerField(min_value=0, max_value=MOST)
    sha256 = serializers.CharField(max_length=64, help_text="Of this part, hexadecimal.")


class PartSigned(serializers.Serializer[Any]):
    """PUT the bytes there, with these headers, within five minutes."""

    url = serializers.URLField()
    headers = serializers.DictField(child=serializers.CharField())


class UploadShown(serializers.Serializer[Any]):
    """How far an upload is."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(["open", "completed", "consumed"])
    size = serializers.IntegerField()
    part_size = serializers.IntegerField()
    expires_at = serializers.DateTimeField()
    parts = PartWanted(many=True, help_text="Those that have arrived.")
