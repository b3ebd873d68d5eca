"""The only place that talks to the outside: marketplaces, floors and their pages."""
