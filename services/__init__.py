"""Everything that isn't a screen, and that never imports Textual."""
