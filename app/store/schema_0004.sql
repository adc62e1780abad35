-- Release days, returns of imports, and what the buyers' annual ledgers are read from.

ALTER TABLE declaration_status
    ADD COLUMN released_at TEXT NOT NULL DEFAULT '';  -- first release or clearance; '' = not yet

CREATE TABLE list_return (                       -- goods of an import list on their way back (R42)
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    declaration_list_id INTEGER NOT NULL UNIQUE REFERENCES declaration_list (id),
    state TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'refused')),
    value_e5 INTEGER NOT NULL CHECK (value_e5 > 0),   -- dutiable value of what goes back
    changed_at TEXT NOT NULL,                    -- of that state
    note TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX tax_estimate_line_missing ON tax_estimate_line (declaration_list_id)
    WHERE missing <> '';

-- What a buyer bought, by the hash of the ID number. `moment` is the release, else the declaration,
-- '' = not declared yet; `day` decides the year (R4). The value is that of the limit: goods,
-- freight, insurance, half up to the fen. `stands`: not cancelled, refused or sent back.
CREATE VIEW buyer_entry AS
SELECT d.id, d.buyer_id_hash AS buyer, d.own_no,
    substr(coalesce(nullif(s.released_at, ''), nullif(d.app_time, ''), d.export_date), 1, 10)
        AS day,
    coalesce(nullif(s.released_at, ''), d.app_time) AS moment,
    (d.total_e5 + d.freight_e5 + d.insured_e5 + 500) / 1000 * 1000 AS value_e5,
    d.line_count = 1 AND (SELECT l.declared_qty_e5 FROM declaration_line l
        WHERE l.declaration_list_id = d.id) = 100000 AS is_one_article,
    s.status,
    s.status NOT IN ('rejected', 'failed', 'send_failed', 'cancelled', 'returned_abroad') AS stands,
    s.released_at
FROM declaration_list d CROSS JOIN declaration_status s ON s.id = d.id
WHERE d.flow = 'import' AND d.buyer_id_hash <> 0;

-- Lists whose tax is not paid for now, and why (R15, R42): a return or a cancellation is under way.
CREATE VIEW tax_hold AS
SELECT declaration_list_id AS id, 'return' AS reason FROM list_return WHERE state = 'pending'
UNION
SELECT declaration_list_id, 'cancelling' FROM cancel_request
WHERE status NOT IN ('rejected', 'failed', 'send_failed', 'reviewed');
