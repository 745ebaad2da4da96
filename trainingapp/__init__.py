"""青蓝 (Qinglan): training classes of a sub-district's Party-building office."""
