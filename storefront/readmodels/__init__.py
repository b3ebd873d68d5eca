"""What each page shows, as frozen values built by set-based SQL: templates never see a session."""
