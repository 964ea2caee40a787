"""What the platform behind Demo Shop does, apart from answering calls."""
