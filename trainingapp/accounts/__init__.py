"""Accounts: users, sign-in, roles, the permission table."""
