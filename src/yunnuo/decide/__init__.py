"""断: facts + rulebook + instant -> decision; emits the SQL of atoms and judges signature rows; executes nothing; pure."""
