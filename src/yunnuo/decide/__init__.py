"""断: facts + rulebook + instant -> decision; emits the SQL of atoms and judges signatures; executes nothing; pure."""
