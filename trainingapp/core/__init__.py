"""Core: what every subject stands on; knows nothing of training."""
