"""`manage.py up`: runs the whole platform on this machine until Ctrl-C or SIGTERM, and leaves no process behind."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from bootstrap import machine
from ugc_platform.embedded import installation, static_files
from ugc_platform.embedded.errors import EmbeddedError
from ugc_platform.embedded.supervisor import Stopped, Supervisor, stop_on_signals


class Command(BaseCommand):
    """Start everything in order, then look after it."""

    help = "Run the platform on this machine: database, broker, workers and web. Stop it with Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the one option."""
        parser.add_argument("--no-demo", action="store_true", help="leave the data alone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until somebody asks to stop; each thing that can go wrong is one sentence."""
        supervisor = Supervisor(logs=settings.EMBEDDED.logs, say=self._say)
        try:
            machine.require_data_folder(settings.DATA_DIR)
            with installation.only_one(settings.EMBEDDED):
                machine.refuse_busy_port(settings.BIND, settings.PORT)
                machine.require_room_for_data(settings.DATA_DIR)
                stop_on_signals()
                self._run(supervisor, demo=not options["no_demo"])
        except (EmbeddedError, machine.Unfit) as error:
            raise CommandError(str(error), returncode=2) from None
        except OSError as error:
            if error.errno not in machine.FULL:
                raise
            raise CommandError(machine.full_disk(settings.DATA_DIR), returncode=2) from None
        except Stopped:
            self._say("Stopped. The data stays for the next start.")

    def _run(self, supervisor: Supervisor, *, demo: bool) -> None:
        try:
            self._start(supervisor, demo=demo)
            supervisor.run()
        except Stopped:
            self._say("\nStopping …")
            raise
        finally:
            supervisor.stop()

    def _start(self, supervisor: Supervisor, *, demo: bool) -> None:
        self._say(f"Fanfare starts; its data is in {settings.DATA_DIR}.")
        for service in installation.data_services(settings.EMBEDDED):
            supervisor.start(service)
            self._say(f"  {service.name:<14} ready")
        self._prepare()
        for service in installation.work_services(settings.EMBEDDED):
            supervisor.start(service)
            self._say(f"  {service.name:<14} started")
        flag = settings.EMBEDDED.demo_flag if demo else None
        if flag is not None:
            flag.unlink(missing_ok=True)
        supervisor.start(installation.web_service(demo_flag=flag))
        self._say(f"  {'web':<14} started")
        if flag is not None:
            self._load_demo(supervisor)
            flag.touch()
        self._greet()

    def _prepare(self) -> None:
        objects = settings.DATA_DIR / "objects"
        objects.mkdir(exist_ok=True)
        objects.chmod(0o700)
        call_command("migrate", interactive=False, verbosity=0)
        # A child must not inherit our connection.
        connections.close_all()
        self._say(f"  {'tables':<14} up to date")
        if static_files.collect_when_changed():
            self._say(f"  {'static files':<14} collected")

    def _load_demo(self, supervisor: Supervisor) -> None:
        self._say(f"  {'demo data':<14} loading; the first time this takes a minute")
        loader = installation.python("manage.py", "load_demo")
        if supervisor.run_once("demo", loader, quiet=False) != 0:
            raise EmbeddedError("The demo data could not be loaded (see above): start with --no-demo to leave it out.")

    def _greet(self) -> None:
        address = settings.SITE_URL
        self._say(f"\nOpen      {address}/")
        self._say(f"Review    {address}/review/")
        self._say(f"Studio    {address}/studio/")
        self._say(f"API       {address}/api/docs/")
        self._say(f"Mail      {getattr(settings, 'EMAIL_FILE_PATH', 'is sent by your mail server')}")
        self._say(f"Logs      {settings.EMBEDDED.logs}")
        self._say("\nStop with Ctrl-C.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
