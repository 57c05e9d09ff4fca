"""Tests of the platform: settings, logs, doctor, sweep and the commands."""
