"""Agreements under way: what was promised, what is told of it, and the state that follows."""
