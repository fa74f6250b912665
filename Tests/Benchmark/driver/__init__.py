"""The benchmark's driver; `bench` runs it."""
