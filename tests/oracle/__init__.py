"""The independent slow oracle: the contracts read one case and one cell at a time.

Nothing here imports lib/. engine.py is the reading, generate.py makes registers to compare on.
"""
