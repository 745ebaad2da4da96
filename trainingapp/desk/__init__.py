"""Desk: the organiser's day, what is to do, the menu, a class's trail."""
