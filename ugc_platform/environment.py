"""Reads settings from the environment: empty means unset, and a value of the wrong kind is one sentence."""

import builtins
import os
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from bootstrap import machine

NO = frozenset({"false", "off", "no", "n", "0"})


class Environment(environ.Env):  # type: ignore[misc]  # the library has no types
    """The variables of this process as they were at its start. Values that do not fit raise ImproperlyConfigured."""

    def __init__(self) -> None:
        super().__init__()
        self.ENVIRON = machine.without_empty(os.environ)

    def port(self, var: str) -> builtins.int:
        """Return the port to listen on."""
        try:
            return machine.port_in(self.ENVIRON.get(var, ""))
        except machine.Unfit as reason:
            raise ImproperlyConfigured(str(reason)) from None

    def int(self, var: str, default: Any = environ.Env.NOTSET) -> Any:
        """Return a whole number that is not negative."""
        try:
            number = super().int(var, default=default)
        except ValueError:
            number = -1
        if number < 0:
            raise ImproperlyConfigured(f"{var} is {self.ENVIRON[var]!r}: set it to a whole number, 0 or more.")
        return number

    def bool(self, var: str, default: Any = environ.Env.NOTSET) -> Any:
        """Return yes or no."""
        said = self.ENVIRON.get(var, "true").strip().lower()
        if said not in NO and said not in self.BOOLEAN_TRUE_STRINGS:
            raise ImproperlyConfigured(f"{var} is {self.ENVIRON[var]!r}: set it to true or false.")
        return super().bool(var, default=default)
