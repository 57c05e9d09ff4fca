"""Makes the ZIP of an export: file names, manifest, rights in each file, the archive itself."""

from galleries.exporting.run import discard, run_export

__all__ = ["discard", "run_export"]
