"""`python3 -Es -m bootstrap run`: makes everything ready to run the platform; `dev` also what tests and checks need.

Uses no package. Ends with 0, or with 2 and one sentence that says what to do.
"""

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import Any

from bootstrap import machine

ROOT = Path(__file__).resolve().parent.parent
RUN = ("requirements-build.txt", "requirements.txt", "requirements-embedded.txt")
LISTS = {"run": RUN, "dev": (*RUN, "requirements-dev.txt"), "node": ("requirements-node.txt",)}


def main() -> int:
    """Check, make, fetch."""
    machine.say_anything()
    signal.signal(signal.SIGTERM, _interrupt)
    options = _parser().parse_args()
    try:
        machine.refuse_python()
        from bootstrap import environment  # an older Python cannot read it

        if options.start:
            _refuse_start()
        environment.prepare(options.venv, root=ROOT, lists=LISTS[options.what], chosen=options.chosen, say=_say)
    except machine.Unfit as reason:
        print(reason, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nSet-up was interrupted; the next start makes it whole.", file=sys.stderr)
        return 130
    return 0


def _interrupt(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _say(text: str) -> None:
    print(text, flush=True)


def _refuse_start() -> None:
    """Ask what `manage.py up` will ask, before minutes are spent."""
    settings = machine.without_empty(os.environ)
    machine.refuse_busy_port(settings.get("BIND", "127.0.0.1"), machine.port_in(settings.get("PORT", "")))
    data = Path(settings.get("DATA_DIR", ROOT / "var")).expanduser().absolute()
    machine.require_data_folder(data)
    machine.require_room_for_data(data)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bootstrap", description="Make everything ready, with the locked packages.")
    parser.add_argument(
        "what", choices=sorted(LISTS), help="what for: to run the platform, or also to test and check it"
    )
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="the folder of the environment")
    parser.add_argument(
        "--start", action="store_true", help="also ask whether the platform could start now (PORT, BIND, DATA_DIR)"
    )
    parser.add_argument("--chosen", action="store_true", help="this Python was named on purpose")
    return parser


if __name__ == "__main__":
    sys.exit(main())
