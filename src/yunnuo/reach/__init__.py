"""达: channels and the send gate: nothing leaves without a certificate checked at send time."""
