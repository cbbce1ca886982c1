"""Yunnuo 允诺: whom a brand may contact, on which channel, with which data, and the proof of it."""

__version__ = "0.1.0"
