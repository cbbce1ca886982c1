"""One trace told to three readers: counsel, marketing, and the individual concerned. None says what the trace lacks."""
