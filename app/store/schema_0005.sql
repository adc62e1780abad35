-- What the account books come to: views over moves, locks, and the lists that take goods out.

-- Small where most lists have come to their end.
CREATE INDEX declaration_status_open ON declaration_status (id)
    WHERE status NOT IN ('released', 'cleared', 'cancelled', 'returned_abroad');

-- Lines of lists that name a book kept here, in the unit of the book; qty_e5 NULL = their units do
-- not lead to it. A list is `is_out` when customs has let its goods go and nothing took that back.
CREATE VIEW stock_line AS
SELECT l.id, s.id AS list_id, d.order_id, d.own_no, l.line_no, i.id AS book_item_id,
    CASE i.unit
        WHEN l.declared_unit THEN l.declared_qty_e5
        WHEN l.statutory_unit_1 THEN l.statutory_qty_1_e5
        WHEN l.statutory_unit_2 THEN l.statutory_qty_2_e5
    END AS qty_e5,
    s.status, s.since, s.released_at,
    s.released_at <> '' AND substr(s.released_at, 1, 10) >= b.kept_from AND s.status IN
        ('released', 'cleared', 'cancelling', 'suspended', 'in_review', 'reviewed', 'inspection',
         'detained', 'unknown') AS is_out
FROM declaration_status s CROSS JOIN declaration_list d ON d.id = s.id
CROSS JOIN account_book b ON b.book_no = d.account_book_no
CROSS JOIN declaration_line l ON l.declaration_list_id = d.id
CROSS JOIN book_item i ON i.account_book_id = b.id AND i.record_no = l.record_no
WHERE d.flow = 'import' AND d.account_book_no <> '';

-- What lists will take: prepared or on their way, or refused and still to be mended.
CREATE VIEW stock_reserved AS
SELECT list_id, order_id, own_no, line_no, book_item_id, qty_e5 FROM stock_line
WHERE status NOT IN ('released', 'cleared', 'cancelled', 'returned_abroad') AND NOT is_out;

-- Of each batch under lock, how much cannot be sold; a lock without quantity holds all there is.
CREATE VIEW stock_locked_batch AS
SELECT book_item_id, batch_no, min(there_e5, wanted_e5) AS qty_e5 FROM (
    SELECT k.book_item_id, k.batch_no, sum(coalesce(k.qty_e5, 9000000000000000)) AS wanted_e5,
        max(0, coalesce((SELECT sum(m.qty_e5) FROM stock_move m
            WHERE m.book_item_id = k.book_item_id AND m.batch_no = k.batch_no), 0)) AS there_e5
    FROM stock_lock k WHERE k.released_on = '' AND k.batch_no <> ''
    GROUP BY k.book_item_id, k.batch_no);

-- One row for each item: what is in the book, and how much of it is under lock.
CREATE VIEW book_balance AS
SELECT id, account_book_id, balance_e5, min(max(balance_e5, 0), wanted_e5) AS locked_e5 FROM (
    SELECT i.id, i.account_book_id,
        coalesce((SELECT sum(m.qty_e5) FROM stock_move m WHERE m.book_item_id = i.id), 0)
            AS balance_e5,
        coalesce((SELECT sum(k.qty_e5) FROM stock_locked_batch k WHERE k.book_item_id = i.id), 0)
            + coalesce((SELECT sum(coalesce(k.qty_e5, 9000000000000000)) FROM stock_lock k
                WHERE k.book_item_id = i.id AND k.released_on = '' AND k.batch_no = ''), 0)
            AS wanted_e5
    FROM book_item i);

-- The same, with what lists will take; free = what may still be sold.
CREATE VIEW book_stock AS
SELECT t.id, t.account_book_id, t.balance_e5, coalesce(r.qty_e5, 0) AS reserved_e5, t.locked_e5,
    t.balance_e5 - coalesce(r.qty_e5, 0) - t.locked_e5 AS free_e5
FROM book_balance t LEFT JOIN (SELECT book_item_id, sum(qty_e5) AS qty_e5 FROM stock_reserved
    WHERE qty_e5 NOT NULL GROUP BY book_item_id) r ON r.book_item_id = t.id;
