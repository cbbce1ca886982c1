"""认: from a file to typed fields: which are personal, which sensitive, masked, ciphertext, virtual, and why."""
