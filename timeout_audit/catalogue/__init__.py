"""What we know of libraries: one data file each under ``libraries/``, read and validated here."""
