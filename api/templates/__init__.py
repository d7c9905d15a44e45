"""HTML templates of what the API shows of a report; they escape everything they print."""
