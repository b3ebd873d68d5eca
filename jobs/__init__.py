"""When and how often: composes every room into runs, schedules and the command line."""
