"""How we speak HTTP, once for every channel: limits, retries, circuits, tokens, redaction.

Each policy is a module of its own; `client` performs conversations under all of them and
`page` reads public pages. Nothing is imported here, so that a connector's pure code can use
one policy without loading the rest.
"""
