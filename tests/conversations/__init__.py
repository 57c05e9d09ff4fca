"""Tests of messages between brands and fans."""
