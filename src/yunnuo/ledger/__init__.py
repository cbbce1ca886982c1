"""簿: where evidence leaves are stored, inside the caller's transaction; sequencer and checkpoints."""
