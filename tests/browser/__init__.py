"""Tests in a real browser; run serially."""
