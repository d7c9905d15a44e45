"""What HWP5 and HWPX have in common: the document they both describe, and how it becomes an `Extract`."""
