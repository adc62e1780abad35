"""Pre-check: what customs would find wrong with a declaration list, found before it is sent.

Comes in: an open connection and the ids of orders (as the drafts the declaration engine projects)
or of declaration lists. Goes out: findings, by set-based statements declared in `checks/` and the
rule table `resources/precheck/rules.toml`. It changes no document and never cuts a text.
"""
