"""The parts of the make-believe Graph API that sandbox.py serves.

Nothing here is shared with the client: the two agree only over HTTP.
"""
