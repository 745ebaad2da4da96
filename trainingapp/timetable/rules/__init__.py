"""Pure decisions about sessions, days and conflicts."""
