-- Goods that come back: requests (import CEB625, export CEB213), their tally (CEB215), papers,
-- grades, and the batches they travel in.

CREATE TABLE overseas_warehouse (                -- 海外仓: where export returns wait
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    code TEXT NOT NULL UNIQUE,                   -- the company's own short name: 'DE-HAM'
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    city TEXT NOT NULL DEFAULT '',
    operator TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE return_tariff (                     -- freight home from a warehouse, as offered
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    overseas_warehouse_id INTEGER NOT NULL REFERENCES overseas_warehouse (id),
    site_code TEXT NOT NULL DEFAULT '',          -- destination site; '' = any
    kind TEXT NOT NULL CHECK (kind IN ('batch', 'parcel')),
    base_e5 INTEGER NOT NULL CHECK (base_e5 >= 0),         -- CNY for one batch or one parcel
    per_kg_e5 INTEGER NOT NULL DEFAULT 0 CHECK (per_kg_e5 >= 0),
    per_m3_e5 INTEGER NOT NULL DEFAULT 0 CHECK (per_m3_e5 >= 0),
    per_piece_e5 INTEGER NOT NULL DEFAULT 0 CHECK (per_piece_e5 >= 0),
    most_kg_e5 INTEGER CHECK (most_kg_e5 > 0),   -- caps of one batch; NULL = none
    most_m3_e5 INTEGER CHECK (most_m3_e5 > 0),
    most_pieces INTEGER CHECK (most_pieces > 0),
    transit_days INTEGER NOT NULL CHECK (transit_days >= 0),
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL DEFAULT '',        -- '' = open
    source TEXT NOT NULL,
    UNIQUE (overseas_warehouse_id, site_code, kind, valid_from)
) STRICT;

CREATE TABLE return_batch (                      -- 合包: one inbound shipment of returns
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    batch_no TEXT NOT NULL UNIQUE,               -- 'R-DE-1121-1'
    overseas_warehouse_id INTEGER NOT NULL REFERENCES overseas_warehouse (id),
    site_code TEXT NOT NULL DEFAULT '',
    customs_mode TEXT NOT NULL,                  -- of the original lists
    state TEXT NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'shipped', 'arrived')),
    ship_by TEXT NOT NULL,                       -- leaves the warehouse by this day at the latest
    shipped_on TEXT NOT NULL DEFAULT '',
    arrived_on TEXT NOT NULL DEFAULT '',
    freight_e5 INTEGER,                          -- CNY as estimated by the tariff; NULL = unknown
    paid_freight_e5 INTEGER,                     -- as invoiced; wins over the estimate
    transport_mode TEXT NOT NULL DEFAULT '',
    transport_name TEXT NOT NULL DEFAULT '',
    voyage_no TEXT NOT NULL DEFAULT '',
    bill_no TEXT NOT NULL DEFAULT '',
    is_fixed INTEGER NOT NULL DEFAULT 0 CHECK (is_fixed IN (0, 1)),  -- edited by hand: kept as is
    note TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE goods_return (                      -- 退货申请单
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    own_no TEXT NOT NULL UNIQUE CHECK (length(own_no) BETWEEN 1 AND 20),
    guid TEXT NOT NULL UNIQUE CHECK (length(guid) = 36),
    flow TEXT NOT NULL CHECK (flow IN ('export', 'import')),  -- of the original list
    declaration_list_id INTEGER NOT NULL REFERENCES declaration_list (id),
    reason_kind TEXT NOT NULL CHECK (reason_kind IN
        ('no_reason', 'size', 'damaged', 'quality', 'wrong', 'refused', 'unsold', 'other')),
    reason TEXT NOT NULL,                        -- as customs will read it
    condition TEXT NOT NULL CHECK (condition IN
        ('sealed', 'opened', 'tried', 'damaged', 'altered')),  -- altered: no longer original goods
    applied_on TEXT NOT NULL,                    -- the day the clock is read on
    arrived_on TEXT NOT NULL DEFAULT '',         -- back at the site; '' = not yet
    closed TEXT NOT NULL DEFAULT '' CHECK (closed IN ('', 'completed', 'lapsed', 'withdrawn')),
    refunded_on TEXT NOT NULL DEFAULT '',        -- the buyer has the money back
    refund_e5 INTEGER CHECK (refund_e5 >= 0),    -- and how much, in the list's currency
    tax_repaid TEXT NOT NULL DEFAULT '',         -- export: 已补税/未退税证明, its number; R45
    tax_refunded TEXT NOT NULL DEFAULT ''        -- export: was its tax refunded; '' = not said
        CHECK (tax_refunded IN ('', 'no', 'yes')),
    left_area_on TEXT NOT NULL DEFAULT '',       -- export 1210: left the special area; '' = not known
    via_centre INTEGER NOT NULL DEFAULT 0 CHECK (via_centre IN (0, 1)),  -- import: 退货中心仓, R43
    -- How it travels back; only export requests have these. A batch gives its own in their place.
    customs_office TEXT NOT NULL DEFAULT '',
    port_office TEXT NOT NULL DEFAULT '',
    site_code TEXT NOT NULL DEFAULT '',
    return_mode TEXT NOT NULL DEFAULT '',        -- 退货监管方式; '' = import
    from_country TEXT NOT NULL DEFAULT '',
    carrier_code TEXT NOT NULL DEFAULT '',
    carrier_name TEXT NOT NULL DEFAULT '',
    waybill_no TEXT NOT NULL DEFAULT '',         -- of the way back, or of the way out
    bill_no TEXT NOT NULL DEFAULT '',
    transport_mode TEXT NOT NULL DEFAULT '',
    transport_name TEXT NOT NULL DEFAULT '',
    voyage_no TEXT NOT NULL DEFAULT '',
    declarant_code TEXT NOT NULL DEFAULT '',
    declarant_name TEXT NOT NULL DEFAULT '',
    gross_weight_e5 INTEGER CHECK (gross_weight_e5 > 0),  -- kg; NULL = not known
    volume_e5 INTEGER CHECK (volume_e5 > 0),     -- m³; NULL = not known
    -- Where it waits and what becomes of it (the planner); '' = not decided.
    overseas_warehouse_id INTEGER REFERENCES overseas_warehouse (id),
    disposition TEXT NOT NULL DEFAULT '' CHECK (disposition IN
        ('', 'batch', 'parcel', 'discount', 'destroy', 'repair', 'resell')),
    return_batch_id INTEGER REFERENCES return_batch (id),
    is_fixed INTEGER NOT NULL DEFAULT 0 CHECK (is_fixed IN (0, 1)),  -- decided by hand
    note TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'draft',        -- with the next four derived from events
    since TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    info TEXT NOT NULL DEFAULT '',
    accepted_at TEXT NOT NULL DEFAULT '',        -- first answer that let it pass; '' = none holds
    app_time TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX goods_return_list ON goods_return (declaration_list_id);
CREATE INDEX goods_return_call ON goods_return (call_id);
CREATE INDEX goods_return_waybill ON goods_return (waybill_no);
CREATE INDEX goods_return_batch ON goods_return (return_batch_id) WHERE return_batch_id NOT NULL;
CREATE INDEX goods_return_waiting ON goods_return (overseas_warehouse_id)
    WHERE overseas_warehouse_id NOT NULL;

CREATE TABLE goods_return_line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    goods_return_id INTEGER NOT NULL REFERENCES goods_return (id) ON DELETE CASCADE,
    declaration_line_id INTEGER NOT NULL REFERENCES declaration_line (id),
    line_no INTEGER NOT NULL,                    -- of the original list
    qty_e5 INTEGER NOT NULL CHECK (qty_e5 > 0),  -- in the declared unit
    statutory_qty_1_e5 INTEGER,                  -- in proportion; NULL = not known
    statutory_qty_2_e5 INTEGER,
    value_e5 INTEGER NOT NULL,                   -- its part of the line total, list's currency
    dutiable_e5 INTEGER,                         -- import: its part of the dutiable value
    note TEXT NOT NULL DEFAULT '',
    UNIQUE (goods_return_id, declaration_line_id)
) STRICT;
CREATE INDEX goods_return_line_of ON goods_return_line (declaration_line_id);

CREATE TABLE return_tally (                      -- 出口退运理货明细单 (CEB215)
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    own_no TEXT NOT NULL UNIQUE CHECK (length(own_no) BETWEEN 1 AND 20),
    guid TEXT NOT NULL UNIQUE CHECK (length(guid) = 36),
    goods_return_id INTEGER NOT NULL UNIQUE REFERENCES goods_return (id),
    operator_code TEXT NOT NULL,
    operator_name TEXT NOT NULL,
    location TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'draft',        -- with the next three derived from events
    since TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    info TEXT NOT NULL DEFAULT '',
    app_time TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE return_grade (                      -- 质检分级 of what came back
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    goods_return_line_id INTEGER NOT NULL REFERENCES goods_return_line (id),
    grade TEXT NOT NULL CHECK (grade IN ('new', 'open_box', 'repair', 'scrap')),
    qty_e5 INTEGER NOT NULL CHECK (qty_e5 > 0),
    graded_on TEXT NOT NULL,
    graded_by TEXT NOT NULL,
    checked_by TEXT NOT NULL DEFAULT '',         -- the second pair of eyes; '' = not yet
    outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'stock', 'write_off')),
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX return_grade_line ON return_grade (goods_return_line_id);

CREATE TABLE attachment_content (                -- the bytes of papers, each kept once
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL UNIQUE,
    data BLOB NOT NULL
) STRICT;

CREATE TABLE attachment (                        -- photos and papers of any document
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    document_kind TEXT NOT NULL,
    document_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('photo', 'refund', 'waybill', 'tax', 'other')),
    name TEXT NOT NULL,                          -- of the file, as people know it
    media TEXT NOT NULL CHECK (media IN ('image/png', 'image/jpeg', 'application/pdf')),
    size INTEGER NOT NULL,
    content_id INTEGER NOT NULL REFERENCES attachment_content (id),
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX attachment_document ON attachment (document_kind, document_id);

-- Where a request stands, in one word. `state` is what customs said; a request that lapsed or was
-- withdrawn counts for nothing.
CREATE VIEW goods_return_state AS
SELECT id, declaration_list_id, flow, CASE
        WHEN closed IN ('lapsed', 'withdrawn') THEN closed
        WHEN status IN ('reviewed', 'released', 'cleared') THEN 'accepted'
        WHEN status IN ('rejected', 'failed', 'send_failed', 'returned_abroad') THEN 'refused'
        WHEN status = 'draft' THEN 'draft'
        ELSE 'pending'
    END AS state
FROM goods_return;

-- What is spoken for of each line: every request that is neither refused, lapsed nor withdrawn.
CREATE VIEW returned_qty AS
SELECT l.declaration_line_id AS id, sum(l.qty_e5) AS qty_e5
FROM goods_return_line l CROSS JOIN goods_return_state s ON s.id = l.goods_return_id
WHERE s.state IN ('draft', 'pending', 'accepted') GROUP BY l.declaration_line_id;

-- Import lists of which goods go back (R42), one row for each request. Once accepted their dutiable
-- value no longer counts for the buyer's year; NULL = not known. `is_held`: the tax waits for the
-- answer, and then for the goods (R15).
CREATE VIEW list_return AS
SELECT g.id, g.call_id, g.declaration_list_id, s.state, g.accepted_at,
    (SELECT iif(count(l.dutiable_e5) = count(*), sum(l.dutiable_e5), NULL)
        FROM goods_return_line l WHERE l.goods_return_id = g.id) AS value_e5,
    s.state = 'pending' OR (s.state = 'accepted' AND g.arrived_on = '') AS is_held
FROM goods_return g CROSS JOIN goods_return_state s ON s.id = g.id WHERE g.flow = 'import';

-- Lists whose tax is not paid for now, and why (R15, R42): a return or a cancellation is under way.
CREATE VIEW tax_hold AS
SELECT declaration_list_id AS id, 'return' AS reason FROM list_return WHERE is_held
UNION ALL
SELECT declaration_list_id, 'cancelling' FROM cancel_request
WHERE status NOT IN ('rejected', 'failed', 'send_failed', 'reviewed');

-- Lists of which nothing is left: all of every line went back, accepted.
CREATE VIEW returned_list AS
SELECT d.id FROM declaration_list d
WHERE EXISTS (SELECT 1 FROM goods_return g WHERE g.declaration_list_id = d.id)
    AND NOT EXISTS (SELECT 1 FROM declaration_line l WHERE l.declaration_list_id = d.id
        AND l.declared_qty_e5 > (SELECT coalesce(sum(r.qty_e5), 0) FROM goods_return_line r
            CROSS JOIN goods_return_state s ON s.id = r.goods_return_id
            WHERE r.declaration_line_id = l.id AND s.state = 'accepted'));

-- The tax of each returned line: its part of what the bill says, else of the estimate, in whole fen
-- so that the parts of a line come to the whole. NULL = not known. `is_net`: the bill was made after
-- the return was accepted and leaves it out, so there is nothing to take off.
CREATE VIEW return_line_tax AS
SELECT id, goods_return_id, declaration_list_id, line_no, state, basis, is_net,
    iif(qty_e5 = whole_e5, duty, (2 * duty * to_e5 + whole_e5) / (2 * whole_e5)
        - (2 * duty * from_e5 + whole_e5) / (2 * whole_e5)) * 1000 AS duty_e5,
    iif(qty_e5 = whole_e5, vat, (2 * vat * to_e5 + whole_e5) / (2 * whole_e5)
        - (2 * vat * from_e5 + whole_e5) / (2 * whole_e5)) * 1000 AS vat_e5,
    iif(qty_e5 = whole_e5, consumption, (2 * consumption * to_e5 + whole_e5) / (2 * whole_e5)
        - (2 * consumption * from_e5 + whole_e5) / (2 * whole_e5)) * 1000 AS consumption_e5
FROM (SELECT p.*, p.from_e5 + p.qty_e5 AS to_e5,
        CASE WHEN y.id NOT NULL THEN 'official' WHEN m.duty_e5 + m.vat_e5 + m.consumption_e5
            NOT NULL THEN 'estimate' ELSE 'unknown' END AS basis,
        iif(y.id NOT NULL, y.duty_e5, m.duty_e5) / 1000 AS duty,
        iif(y.id NOT NULL, y.vat_e5, m.vat_e5) / 1000 AS vat,
        iif(y.id NOT NULL, y.consumption_e5, m.consumption_e5) / 1000 AS consumption,
        p.accepted_at <> '' AND coalesce(b.billed_at > p.accepted_at, 0) AS is_net
    FROM (SELECT r.id, r.goods_return_id, l.id AS line_id, l.declaration_list_id, l.line_no,
            s.state, g.accepted_at, r.qty_e5, l.declared_qty_e5 AS whole_e5,
            coalesce((SELECT sum(o.qty_e5) FROM goods_return_line o
                CROSS JOIN goods_return_state t ON t.id = o.goods_return_id
                WHERE o.declaration_line_id = r.declaration_line_id AND o.id < r.id
                    AND t.state IN ('draft', 'pending', 'accepted')), 0) AS from_e5
        FROM goods_return_line r CROSS JOIN goods_return g ON g.id = r.goods_return_id
        CROSS JOIN goods_return_state s ON s.id = g.id
        CROSS JOIN declaration_line l ON l.id = r.declaration_line_id
        WHERE g.flow = 'import') p
    LEFT JOIN tax_estimate_line m ON m.id = p.line_id
    LEFT JOIN list_bill b ON b.id = p.declaration_list_id
    LEFT JOIN tax_bill_line y ON y.tax_bill_id = b.tax_bill_id AND y.line_no = p.line_no
        AND (p.accepted_at = '' OR b.billed_at <= p.accepted_at));

-- What accepted returns take off the tax of a list; NULL = not known, no row = nothing.
CREATE VIEW list_tax_returned AS
SELECT id, iif(count(tax_e5) = count(*), sum(tax_e5), NULL) AS tax_e5
FROM (SELECT t.declaration_list_id AS id, t.duty_e5 + t.vat_e5 + t.consumption_e5 AS tax_e5
    FROM goods_return g CROSS JOIN return_line_tax t ON t.goods_return_id = g.id
    WHERE g.accepted_at <> '' AND t.state = 'accepted' AND NOT t.is_net)
GROUP BY id;

-- Lines of returns in the unit of the book they were sold from; qty_e5 NULL = their units do not
-- lead to it. `is_back`: accepted by customs, and here.
CREATE VIEW return_stock AS
SELECT r.id, g.id AS goods_return_id, g.own_no, g.declaration_list_id AS list_id, l.line_no,
    i.id AS book_item_id,
    CASE i.unit
        WHEN l.declared_unit THEN r.qty_e5
        WHEN l.statutory_unit_1 THEN r.statutory_qty_1_e5
        WHEN l.statutory_unit_2 THEN r.statutory_qty_2_e5
    END AS qty_e5,
    s.state, s.state = 'accepted' AND g.arrived_on <> '' AS is_back,
    max(g.arrived_on, substr(g.accepted_at, 1, 10)) AS back_on
FROM goods_return g CROSS JOIN goods_return_state s ON s.id = g.id
CROSS JOIN declaration_list d ON d.id = g.declaration_list_id
CROSS JOIN account_book b ON b.book_no = d.account_book_no
CROSS JOIN goods_return_line r ON r.goods_return_id = g.id
CROSS JOIN declaration_line l ON l.id = r.declaration_line_id
CROSS JOIN book_item i ON i.account_book_id = b.id AND i.record_no = l.record_no
WHERE g.flow = 'import' AND d.account_book_no <> '';
