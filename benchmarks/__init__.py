"""What the platform promises about speed and cost, measured beside its peers: `make bench`, `docs/benchmarks.md`."""
