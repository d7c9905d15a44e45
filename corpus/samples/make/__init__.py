"""Written source in, sample report out: makes the HWPX, the PDF and the DOCX beside it from `corpus/samples/sources`.

For developers: what the three formats are written with comes with the `dev` extra, and nothing else imports it.
"""
