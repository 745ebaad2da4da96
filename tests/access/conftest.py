"""Passwords of these tests are digested quickly: scrypt takes long on purpose, and most tests make several.

That the digests in use are slow is tested in tests/accounts.
"""

import pytest

from tests.access.handed import digest_quickly


@pytest.fixture(autouse=True)
def quick_digests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Digest passwords as quickly as can be."""
    monkeypatch.setattr("trainingapp.accounts.operations.generate_password_hash", digest_quickly)
