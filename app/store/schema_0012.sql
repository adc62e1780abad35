-- Persons with roles and passwords; the audit log: one entry a step, chained by hashes. Neither is
-- journaled: no undo brings back a password or takes back an entry.

CREATE TABLE person (                            -- none = everybody may do everything
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    name TEXT NOT NULL CHECK (name <> ''),
    name_key TEXT NOT NULL UNIQUE,               -- folded
    role TEXT NOT NULL CHECK (role IN ('printer', 'clerk', 'manager', 'administrator')),
    password TEXT NOT NULL,                      -- Argon2id with its parameters and salt
    is_disabled INTEGER NOT NULL DEFAULT 0 CHECK (is_disabled IN (0, 1))
) STRICT;

CREATE TABLE sign_in (                           -- how often a person gave a wrong password lately
    person_id INTEGER PRIMARY KEY REFERENCES person (id),
    failures INTEGER NOT NULL DEFAULT 0,
    failed_at TEXT NOT NULL DEFAULT '',
    last_at TEXT NOT NULL DEFAULT ''             -- when the right one was given last
) STRICT;

-- Holds no data of buyers: a purge never needs to touch it.
CREATE TABLE audit_entry (
    id INTEGER PRIMARY KEY,                      -- 1, 2, 3, … without gaps
    kind TEXT NOT NULL CHECK (kind IN ('begin', 'step', 'act', 'refused')),
    call_id INTEGER NOT NULL,                    -- 0 = an act that changed no document
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,                          -- '' = no persons are set up
    witness TEXT NOT NULL,                       -- who agreed, where two are needed
    verb TEXT NOT NULL,
    about TEXT NOT NULL,                         -- JSON; of acts and refusals
    call_digest TEXT NOT NULL,                   -- SHA-256 of the row of the call
    added INTEGER NOT NULL,                      -- rows added; their ranges are in after_digest
    changed INTEGER NOT NULL,                    -- rows changed or removed …
    covered INTEGER NOT NULL,                    -- … and how many of them the digests cover
    before_digest TEXT NOT NULL,                 -- SHA-256 over the covered rows as they were
    after_digest TEXT NOT NULL,                  -- … as the step left them, and the ranges added
    persons_digest TEXT NOT NULL,                -- SHA-256 over all persons; '' = none
    previous TEXT NOT NULL,                      -- the hash of the entry before
    hash TEXT NOT NULL                           -- SHA-256 over all of this
) STRICT;
CREATE INDEX audit_entry_call ON audit_entry (call_id) WHERE call_id > 0;
CREATE TRIGGER audit_entry_is_append_only_u BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_entry_is_append_only_d BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

-- Where the audit log stood when a month was closed or opened again.
ALTER TABLE month_close ADD COLUMN audit_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE month_close ADD COLUMN audit_head TEXT NOT NULL DEFAULT '';
