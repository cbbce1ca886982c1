"""责: handling records, impact assessments, retention, incidents, thresholds, audits, training."""
