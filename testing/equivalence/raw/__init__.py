"""Spark Connect by its bare stubs: what is sent is what stands here, what comes back is kept whole."""
