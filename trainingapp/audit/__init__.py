"""Audit: who did what, before and after."""
