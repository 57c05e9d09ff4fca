"""Tests of the ledger of rights."""
