"""门: console for staff, pages for individuals, HTTP API, jobs."""
