"""The Excel engine: the only place that knows workbook files."""
