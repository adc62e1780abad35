-- Release days, and what the buyers' annual ledgers are read from.

ALTER TABLE declaration_status
    ADD COLUMN released_at TEXT NOT NULL DEFAULT '';  -- first release or clearance; '' = not yet

CREATE INDEX tax_estimate_line_missing ON tax_estimate_line (declaration_list_id)
    WHERE missing <> '';

-- What a buyer bought, by the hash of the ID number. `moment` is the release, else the declaration,
-- '' = not declared yet; `day` decides the year (R4). The value is that of the limit: goods,
-- freight, insurance, half up to the fen. `stands`: not cancelled, refused or sent back. A list just
-- made has no status yet.
CREATE VIEW buyer_entry AS
SELECT d.id, d.buyer_id_hash AS buyer, d.own_no,
    substr(coalesce(nullif(s.released_at, ''), nullif(d.app_time, ''), d.export_date), 1, 10)
        AS day,
    coalesce(nullif(s.released_at, ''), d.app_time) AS moment,
    (d.total_e5 + d.freight_e5 + d.insured_e5 + 500) / 1000 * 1000 AS value_e5,
    d.line_count = 1 AND (SELECT l.declared_qty_e5 FROM declaration_line l
        WHERE l.declaration_list_id = d.id) = 100000 AS is_one_article,
    coalesce(s.status, 'draft') AS status,
    coalesce(s.status, 'draft') NOT IN ('rejected', 'failed', 'send_failed', 'cancelled', 'returned_abroad') AS stands,
    coalesce(s.released_at, '') AS released_at
FROM declaration_list d LEFT JOIN declaration_status s ON s.id = d.id
WHERE d.flow = 'import' AND d.buyer_id_hash <> 0;

-- The bill that counts for a list: the newest that is not void, with its amounts or without.
CREATE VIEW list_bill AS
SELECT b.declaration_list_id AS id, b.id AS tax_bill_id, b.tax_no, b.status, b.billed_at,
    b.duty_e5, b.vat_e5, b.consumption_e5, b.duty_e5 + b.vat_e5 + b.consumption_e5 AS total_e5,
    b.payment_book_no
FROM tax_bill b WHERE b.declaration_list_id NOT NULL AND b.status <> '3' AND NOT EXISTS (
    SELECT 1 FROM tax_bill n WHERE n.declaration_list_id = b.declaration_list_id
        AND n.status <> '3' AND (n.returned_at, n.id) > (b.returned_at, b.id));

-- Payment books: what customs billed under a number, and what was paid for it.
CREATE VIEW payment_book AS
SELECT k.payment_book_no, k.lists, k.unknown, k.billed_e5, coalesce(p.paid_e5, 0) AS paid_e5,
    coalesce(p.paid_on, '') AS paid_on
FROM (SELECT payment_book_no, count(*) AS lists, sum(duty_e5 IS NULL) AS unknown,
        sum(duty_e5 + vat_e5 + consumption_e5) AS billed_e5
    FROM tax_bill WHERE payment_book_no <> '' AND status <> '3' GROUP BY payment_book_no) k
LEFT JOIN (SELECT payment_book_no, sum(amount_e5) AS paid_e5, max(paid_on) AS paid_on
    FROM tax_payment GROUP BY payment_book_no) p ON p.payment_book_no = k.payment_book_no;

CREATE INDEX tax_bill_book ON tax_bill (payment_book_no) WHERE payment_book_no <> '';
