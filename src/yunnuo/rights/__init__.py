"""权: individuals' requests: intake, identity check, deadline, execution, answer."""
