"""What a fan may send unless the environment says otherwise; `docs/operators.md` explains each."""

MEDIA_DEFAULTS = {
    "max_files": 10,
    "max_photo_bytes": 50_000_000,
    "max_photo_pixels": 100_000_000,
    "max_heic_pixels": 50_000_000,
    "max_side": 16_384,
    "max_video_bytes": 500_000_000,
    "max_video_seconds": 600,
    "max_video_streams": 16,
    "max_animation_frames": 600,
    "max_animation_pixels": 400_000_000,
    "max_form_bytes": 2_000_000_000,  # a form with its files; with JavaScript they come in parts instead
    "upload_bytes_per_address": 20 * 1024**3,  # that arrived and are not yet part of a submission; in forms, of an hour
    "upload_bytes_per_campaign": 200 * 1024**3,
}
