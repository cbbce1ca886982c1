"""What goods, shops, places and labels give away about a person's health, faith, sex life, children and the rest."""
