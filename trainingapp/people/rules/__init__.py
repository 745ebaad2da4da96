"""Pure decisions about organisations and persons."""
