"""Names of persons and delivery addresses in free Chinese text: grammar, word lists and a small scored model."""
