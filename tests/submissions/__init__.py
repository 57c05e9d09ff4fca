"""Tests of submissions: life cycle, door, work, rights of use."""
