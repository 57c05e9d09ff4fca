"""The embedded default: PostgreSQL, Valkey and the platform's own processes on one machine.

Nothing here runs when the environment names real services instead.
"""
