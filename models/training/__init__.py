"""From data folder to committed model, card and figures: one command a model. Needs the development tools."""
