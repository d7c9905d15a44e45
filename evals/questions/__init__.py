"""Question sets over the sample reports; README.md says what the fields mean."""
