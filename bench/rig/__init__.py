"""The measuring rig: one module for each part, started by bench/run."""
