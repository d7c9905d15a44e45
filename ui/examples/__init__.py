"""Example questions of the first screen: reports in, questions out that the assistant surely answers."""
