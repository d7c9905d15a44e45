"""How well the assistant answers: question sets, metrics, and the programs that score and fit."""
