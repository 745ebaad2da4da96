"""The planner: a problem in, a plan out. Pure: no web, no database, nothing else of this product.

The entrances: `search.solve.solve`, `repair.repair`, `explain.explain`, `check.check`, `options.options`,
`alternatives.alternatives`, `files.solve_file`, and `serialise` for JSON. `docs/planner.md` holds the schemas, the
rules, the method and the figures.
"""
