"""Visits: sites, ordered stops, vehicles."""
