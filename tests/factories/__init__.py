"""Real rows for tests, made through the models with plausible synthetic values and no surprises."""

from tests.factories.factory import PASSWORD, Factory

__all__ = ["PASSWORD", "Factory"]
