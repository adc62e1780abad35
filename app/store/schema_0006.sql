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
    status TEXT NOT NULL DEFAULT 'draft',        -- with the next three derived from events
    since TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    info TEXT NOT NULL DEFAULT '',
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
