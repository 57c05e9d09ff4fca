"""Set-up, before anything is installed: checks the machine, makes the environment, fetches the locked packages.

Standard library only. Imported by the platform too, for what it asks of the machine at every start.
"""
