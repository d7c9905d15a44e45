"""Six sample reports, written for this project."""
