"""The search: compile a problem to arrays, construct a plan, then anneal it."""
