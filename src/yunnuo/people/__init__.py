"""人: individuals known to the handler: keys, contact points (encrypted), origin, membership."""
