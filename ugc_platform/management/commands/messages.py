"""`manage.py messages`: bring the catalogues of the public pages up to date and compile them; says what is missing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Write locale/*/LC_MESSAGES/django.po and .mo for every language but English."""

    help = "Bring the translations of the public pages up to date and compile them. Needs the development packages."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Follow the code in every language, then compile."""
        from ugc_platform import catalogues  # Babel is there in development only

        sentences = catalogues.template(settings.BASE_DIR)
        for language, name in settings.LANGUAGES[1:]:
            path = catalogues.path_of(settings.BASE_DIR, language)
            open_ones = catalogues.untranslated(catalogues.follow(path, sentences))
            path.with_suffix(".mo").write_bytes(catalogues.compiled(path))
            self.stdout.write(f"{name}: {len(sentences)} sentences, {len(open_ones)} still to translate")
            for sentence in open_ones:
                self.stdout.write(f"  {sentence}")
