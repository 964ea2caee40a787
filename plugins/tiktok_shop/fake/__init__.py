"""The parts of the sandbox, each a room of the platform. It shares no line with the
plugin, so that neither hides a mistake of the other.
"""
