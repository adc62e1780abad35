-- Money received (收汇) and closed months. What is signed for is never changed: a month is reopened
-- and closed again, and both stand in the file.

-- The day whose rates a customs rate was read from; '' = not said (R49).
ALTER TABLE exchange_rate ADD COLUMN source_day TEXT NOT NULL DEFAULT '';

CREATE TABLE remittance (                        -- 收汇: one amount that arrived in an account
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    remit_no TEXT NOT NULL,                      -- the bank's number, or the platform's of a payout
    remit_key TEXT NOT NULL,
    bank TEXT NOT NULL DEFAULT '',               -- or the account of a payment company
    platform TEXT NOT NULL DEFAULT '',           -- as the file names it
    platform_id INTEGER REFERENCES party (id),
    received_on TEXT NOT NULL,
    period_from TEXT NOT NULL DEFAULT '',        -- payouts: the orders of these days
    period_until TEXT NOT NULL DEFAULT '',
    currency TEXT NOT NULL,
    gross_e5 INTEGER NOT NULL,                   -- before fees; repayments are negative
    fee_e5 INTEGER NOT NULL DEFAULT 0,           -- kept back on the way
    net_e5 INTEGER NOT NULL,
    settled_on TEXT NOT NULL DEFAULT '',         -- 结汇日; '' = still in its currency
    settlement_rate_e8 INTEGER CHECK (settlement_rate_e8 > 0),  -- CNY for one unit
    cny_e5 INTEGER,                              -- what the settlement gave; NULL = not settled
    note TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',             -- why it was typed; '' = from a file
    source_file_id INTEGER REFERENCES source_file (id),
    source_sheet TEXT NOT NULL DEFAULT '',
    source_row INTEGER NOT NULL DEFAULT 0,
    content_hash INTEGER NOT NULL DEFAULT 0,
    UNIQUE (remit_key, currency),
    CHECK (gross_e5 - fee_e5 = net_e5)
) STRICT;
CREATE INDEX remittance_day ON remittance (received_on, currency);

CREATE TABLE remittance_line (                   -- what of it is for which order
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id) DEFERRABLE INITIALLY DEFERRED,
    remittance_id INTEGER NOT NULL REFERENCES remittance (id) ON DELETE CASCADE
        DEFERRABLE INITIALLY DEFERRED,
    order_no TEXT NOT NULL,
    order_key TEXT NOT NULL,
    order_id INTEGER,                            -- NULL = the order is not here
    kind TEXT NOT NULL DEFAULT 'sale' CHECK (kind IN ('sale', 'refund', 'other')),
    gross_e5 INTEGER NOT NULL,
    fee_e5 INTEGER NOT NULL DEFAULT 0,
    how TEXT NOT NULL CHECK (how IN ('file', 'typed', 'period')),
    source_row INTEGER NOT NULL DEFAULT 0,
    UNIQUE (remittance_id, order_key, kind)
) STRICT;
-- Covers what an order received.
CREATE INDEX remittance_line_order ON remittance_line (order_id, gross_e5, fee_e5, remittance_id);
CREATE INDEX remittance_line_open ON remittance_line (order_key) WHERE order_id IS NULL;

CREATE TABLE month_close (                       -- 结账: each closing and reopening, in order
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    month TEXT NOT NULL,                         -- '2026-11'
    action TEXT NOT NULL CHECK (action IN ('close', 'reopen')),
    signed_by TEXT NOT NULL CHECK (signed_by <> ''),
    signed_at TEXT NOT NULL,
    second_by TEXT NOT NULL DEFAULT '',          -- who agreed to open it again
    reason TEXT NOT NULL DEFAULT '',
    figures_hash TEXT NOT NULL DEFAULT '',       -- SHA-256 over the figures in their order
    documents_hash TEXT NOT NULL DEFAULT '',     -- SHA-256 over the documents in their order
    log_head INTEGER NOT NULL,                   -- the last call before this one
    log_hash TEXT NOT NULL,                      -- SHA-256 over the calls up to there
    seal TEXT NOT NULL,                          -- SHA-256 over all of this
    CHECK (action = 'close' OR (reason <> '' AND second_by <> '' AND second_by <> signed_by))
) STRICT;
CREATE INDEX month_close_month ON month_close (month, id);

CREATE TABLE month_figure (                      -- what a closing signed for
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month_close_id INTEGER NOT NULL REFERENCES month_close (id),
    of_month TEXT NOT NULL,                      -- another month = a correction of that month
    name TEXT NOT NULL,                          -- 'lists', 'declared', 'income', …
    scope TEXT NOT NULL,                         -- 'export|9610|USD'
    value INTEGER NOT NULL,                      -- whole, or at scale 5: app/closing/figures.py
    UNIQUE (month_close_id, of_month, name, scope)
) STRICT;
CREATE INDEX month_figure_of ON month_figure (of_month);

CREATE TABLE month_document (                    -- the documents behind it
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month_close_id INTEGER NOT NULL REFERENCES month_close (id) DEFERRABLE INITIALLY DEFERRED,
    role TEXT NOT NULL CHECK (role IN ('counted', 'left_over')),
    document_kind TEXT NOT NULL,
    document_id INTEGER NOT NULL,
    number TEXT NOT NULL,                        -- as people know it
    currency TEXT NOT NULL DEFAULT '',
    amount INTEGER NOT NULL,                     -- at scale 5; of an exchange rate at scale 8
    state TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX month_document_counted ON month_document (document_kind, document_id, month_close_id)
    WHERE role = 'counted';
CREATE INDEX month_document_close ON month_document (month_close_id);

CREATE TABLE month_lock (                        -- the months that are closed now
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month TEXT NOT NULL UNIQUE,
    month_close_id INTEGER NOT NULL UNIQUE REFERENCES month_close (id),
    late_month TEXT NOT NULL                     -- the first open month after it
) STRICT;

CREATE TABLE month_moved (                       -- id = declaration_list.id: counted by a closed month,
    id INTEGER PRIMARY KEY,                      -- and what it would bring now (never journaled)
    stands INTEGER NOT NULL,                     -- 0 = cancelled or sent back since
    lines INTEGER NOT NULL,
    pieces INTEGER NOT NULL,
    value_e5 INTEGER NOT NULL,
    gross_weight_e5 INTEGER NOT NULL,
    net_weight_e5 INTEGER,
    duty_e5 INTEGER,
    vat_e5 INTEGER,
    consumption_e5 INTEGER,
    tax_state INTEGER NOT NULL
) STRICT;

CREATE TRIGGER month_close_stands_u BEFORE UPDATE ON month_close
BEGIN SELECT RAISE(ABORT, 'closings are append-only'); END;
CREATE TRIGGER month_close_stands_d BEFORE DELETE ON month_close
BEGIN SELECT RAISE(ABORT, 'closings are append-only'); END;
CREATE TRIGGER month_figure_stands_u BEFORE UPDATE ON month_figure
BEGIN SELECT RAISE(ABORT, 'signed figures are append-only'); END;
CREATE TRIGGER month_figure_stands_d BEFORE DELETE ON month_figure
BEGIN SELECT RAISE(ABORT, 'signed figures are append-only'); END;
CREATE TRIGGER month_document_stands_u BEFORE UPDATE ON month_document
BEGIN SELECT RAISE(ABORT, 'signed documents are append-only'); END;
CREATE TRIGGER month_document_stands_d BEFORE DELETE ON month_document
BEGIN SELECT RAISE(ABORT, 'signed documents are append-only'); END;

-- The month a list belongs to. By itself that of its release, else of its last message, else of its
-- export (the order of buyer_entry). What a closed month counted stays in it; what comes late to a
-- closed month belongs to the first open one after it. Stage: 'released' = goods let go, 'declared' =
-- filed and not yet let go, 'refused' = stands refused, 'cancelled' = cancelled or sent back, 'open' =
-- not filed (drafts, messages prepared).
CREATE VIEW list_month AS
SELECT n.id, coalesce(
        (SELECT k.month FROM month_document m
            CROSS JOIN month_lock k ON k.month_close_id = m.month_close_id
            WHERE m.role = 'counted' AND m.document_kind = 'declaration_list'
                AND m.document_id = n.id),
        (SELECT k.late_month FROM month_lock k WHERE k.month = substr(n.day, 1, 7)),
        substr(n.day, 1, 7)) AS month,
    substr(n.day, 1, 7) AS own_month, n.day, CASE
        WHEN n.status IN ('cancelled', 'returned_abroad') THEN 'cancelled'
        WHEN n.released_at <> '' THEN 'released'
        WHEN n.status IN ('rejected', 'failed', 'send_failed') THEN 'refused'
        WHEN n.status IN ('draft', 'prepared', 'handed_over') THEN 'open'
        ELSE 'declared'
    END AS stage
FROM (SELECT d.id, coalesce(s.status, 'draft') AS status, coalesce(s.released_at, '') AS released_at,
        substr(coalesce(nullif(s.released_at, ''), nullif(d.app_time, ''), d.export_date), 1, 10)
            AS day
    FROM declaration_list d LEFT JOIN declaration_status s ON s.id = d.id) n;

CREATE INDEX payment_group ON payment (id) WHERE group_size > 1;

-- Payments by order. A payment for several orders is shared by what each comes to, to the fen, the
-- last one taking the rest; while one of the orders is not here, nobody knows its share.
CREATE VIEW payment_share AS
SELECT id, order_id, pay_kind, currency, paid_at,
    CASE WHEN group_size = 1 THEN amount_e5
        WHEN linked < group_size OR whole = 0 THEN NULL
        WHEN upto = whole THEN amount_e5 - amount_e5 / 1000 * before / whole * 1000
        ELSE (amount_e5 / 1000 * upto / whole - amount_e5 / 1000 * before / whole) * 1000
    END AS amount_e5,
    CASE WHEN group_size = 1 OR fee_e5 IS NULL THEN fee_e5
        WHEN linked < group_size OR whole = 0 THEN NULL
        WHEN upto = whole THEN fee_e5 - fee_e5 / 1000 * before / whole * 1000
        ELSE (fee_e5 / 1000 * upto / whole - fee_e5 / 1000 * before / whole) * 1000
    END AS fee_e5
FROM (SELECT p.id, p.order_id, p.pay_kind, p.currency, p.paid_at, p.amount_e5, p.fee_e5,
        p.group_size, g.linked, g.whole, g.upto,
        g.upto - (SELECT o.payable_e5 / 1000 FROM orders o WHERE o.id = p.order_id) AS before
    FROM payment p LEFT JOIN (
        SELECT a.id, count(o.id) AS linked, sum(o.payable_e5 / 1000) AS whole,
            sum(iif(b.id <= a.id, o.payable_e5 / 1000, 0)) AS upto
        FROM payment a
        CROSS JOIN payment b ON b.pay_key = a.pay_key AND b.provider_id = a.provider_id
            AND b.pay_kind = a.pay_kind
        LEFT JOIN orders o ON o.id = b.order_id
        WHERE a.group_size > 1 GROUP BY a.id) g ON p.group_size > 1 AND g.id = p.id);

-- Lists that were declared and stand: those whose stage is 'declared' or 'released'.
CREATE VIEW declared_list AS
SELECT d.id, d.order_id, d.flow, d.customs_mode, d.currency, d.total_e5,
    s.released_at <> '' AS is_released
FROM declaration_list d CROSS JOIN declaration_status s ON s.id = d.id
WHERE s.status NOT IN ('cancelled', 'returned_abroad') AND (s.released_at <> '' OR s.status NOT IN
    ('draft', 'prepared', 'handed_over', 'send_failed', 'failed', 'rejected'));

-- What each export order was declared for, was paid and brought in, in its own currency. `others`
-- counts lists, payments and amounts in another currency, and payments whose share nobody knows:
-- they are in no sum. NULL = there is none.
CREATE VIEW order_money AS
SELECT o.id, o.order_no, o.order_key, o.platform_id, o.shop, o.ordered_at, o.currency, o.payable_e5,
    o.payable_e5 - o.goods_value_e5 AS beside_e5,
    (SELECT min(m.month || m.day) FROM declaration_list d CROSS JOIN list_month m ON m.id = d.id
        WHERE d.order_id = o.id AND m.stage IN ('declared', 'released')) AS listed,
    (SELECT sum(l.total_e5) FROM declared_list l
        WHERE l.order_id = o.id AND l.currency = o.currency) AS declared_e5,
    (SELECT sum(p.amount_e5) FROM payment_share p WHERE p.order_id = o.id
        AND p.pay_kind = 'payment' AND p.currency = o.currency) AS income_e5,
    (SELECT -sum(p.amount_e5) FROM payment_share p WHERE p.order_id = o.id
        AND p.pay_kind = 'refund' AND p.currency = o.currency) AS refunded_e5,
    (SELECT sum(p.fee_e5) FROM payment_share p WHERE p.order_id = o.id
        AND p.currency = o.currency) AS provider_fee_e5,
    (SELECT min(p.paid_at) FROM payment p WHERE p.order_id = o.id) AS paid_at,
    (SELECT sum(r.gross_e5) FROM remittance_line r CROSS JOIN remittance h ON h.id = r.remittance_id
        WHERE r.order_id = o.id AND h.currency = o.currency) AS received_e5,
    (SELECT sum(r.fee_e5) FROM remittance_line r CROSS JOIN remittance h ON h.id = r.remittance_id
        WHERE r.order_id = o.id AND h.currency = o.currency) AS fee_e5,
    (SELECT sum(((r.gross_e5 - r.fee_e5) / 1000 * h.settlement_rate_e8 + 50000000) / 100000000
            * 1000) FROM remittance_line r CROSS JOIN remittance h ON h.id = r.remittance_id
        WHERE r.order_id = o.id AND h.currency = o.currency) AS settled_cny_e5,
    (SELECT count(*) FROM payment_share p WHERE p.order_id = o.id
        AND (p.currency <> o.currency OR p.amount_e5 IS NULL))
    + (SELECT count(*) FROM declared_list l WHERE l.order_id = o.id AND l.currency <> o.currency)
    + (SELECT count(*) FROM remittance_line r CROSS JOIN remittance h ON h.id = r.remittance_id
        WHERE r.order_id = o.id AND h.currency <> o.currency) AS others
FROM orders o WHERE o.flow = 'export';

-- The same with the difference between declared and net received taken apart:
-- declared - net = value - beside + refunded + unreceived + fee.
-- `beside`: freight and tax less discounts, paid and not declared. `value`: declared otherwise than
-- the goods were paid. Where no payment says what came in, the order's own amount is expected.
CREATE VIEW order_reconciled AS
SELECT id, order_no, platform_id, shop, currency,
    coalesce(substr(listed, 1, 7), substr(nullif(paid_at, ''), 1, 7), substr(ordered_at, 1, 7))
        AS month,
    coalesce(substr(listed, 8), substr(nullif(paid_at, ''), 1, 10), substr(ordered_at, 1, 10))
        AS day,
    declared_e5, income_e5, received_e5, received_e5 - fee_e5 AS net_e5, settled_cny_e5,
    provider_fee_e5, coalesce(refunded_e5, 0) AS refunded_e5, coalesce(fee_e5, 0) AS fee_e5,
    beside_e5, coalesce(declared_e5, 0) + beside_e5 - coalesce(income_e5, payable_e5) AS value_e5,
    coalesce(income_e5, payable_e5) - coalesce(refunded_e5, 0) - coalesce(received_e5, 0)
        AS unreceived_e5,
    CASE WHEN others > 0 THEN 'currency'
        WHEN listed IS NULL THEN 'not_declared'
        WHEN coalesce(income_e5, payable_e5) - coalesce(refunded_e5, 0)
            < coalesce(received_e5, 0) THEN 'over'
        WHEN received_e5 IS NULL AND coalesce(income_e5, payable_e5) > coalesce(refunded_e5, 0)
            THEN 'open'
        WHEN coalesce(income_e5, payable_e5) - coalesce(refunded_e5, 0)
            > coalesce(received_e5, 0) THEN 'part'
        WHEN declared_e5 + beside_e5 <> coalesce(income_e5, payable_e5) THEN 'value'
        ELSE 'agrees'
    END AS state
FROM order_money
WHERE listed NOT NULL OR income_e5 NOT NULL OR received_e5 NOT NULL OR others > 0;
