"""How jobs run: the worker, the schedule, and the processes around them."""
