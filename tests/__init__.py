"""The tests mirror the tree; journeys hold whole stories."""
