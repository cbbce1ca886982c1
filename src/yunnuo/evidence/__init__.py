"""证: Merkle tree, proofs, checkpoints, pack format and verifier: bytes in, bytes out; needs nothing but the files."""
