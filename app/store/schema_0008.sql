-- Export tax: exports by B2B declaration, purchase invoices, refund claims and their money.

CREATE TABLE b2b_shipment (                      -- 9710, 9810 or 0110: one ticket
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    own_no TEXT NOT NULL UNIQUE CHECK (length(own_no) BETWEEN 1 AND 20),
    customs_mode TEXT NOT NULL CHECK (customs_mode IN ('9710', '9810', '0110')),
    order_no TEXT NOT NULL DEFAULT '',           -- of the order; 9810: of the booking order (订仓单)
    overseas_warehouse_id INTEGER REFERENCES overseas_warehouse (id)
        CHECK (overseas_warehouse_id IS NULL OR customs_mode = '9810'),
    buyer_name TEXT NOT NULL DEFAULT '',         -- 境外收货人
    country TEXT NOT NULL,                       -- 运抵国
    destination_port TEXT NOT NULL DEFAULT '',
    customs_office TEXT NOT NULL DEFAULT '',
    port_office TEXT NOT NULL DEFAULT '',
    transport_mode TEXT NOT NULL DEFAULT '',
    transport_name TEXT NOT NULL DEFAULT '',
    bill_no TEXT NOT NULL DEFAULT '',
    license_no TEXT NOT NULL DEFAULT '',
    transaction_mode TEXT NOT NULL DEFAULT '',   -- 成交方式
    wrap_type TEXT NOT NULL DEFAULT '',
    pieces INTEGER CHECK (pieces > 0),           -- NULL = not known
    gross_weight_e5 INTEGER CHECK (gross_weight_e5 > 0),
    net_weight_e5 INTEGER CHECK (net_weight_e5 > 0),
    currency TEXT NOT NULL,
    freight_e5 INTEGER NOT NULL DEFAULT 0 CHECK (freight_e5 >= 0),   -- in its currency
    insured_e5 INTEGER NOT NULL DEFAULT 0 CHECK (insured_e5 >= 0),
    needs_inspection INTEGER NOT NULL DEFAULT 0 CHECK (needs_inspection IN (0, 1)),
    declared_on TEXT NOT NULL DEFAULT '',        -- as customs' paper says; '' = not declared
    export_date TEXT NOT NULL DEFAULT '',        -- 出口日期 on it, which decides the refund (R36)
    entry_no TEXT NOT NULL DEFAULT '',           -- 报关单号; '' = not yet
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX b2b_shipment_call ON b2b_shipment (call_id);

CREATE TABLE b2b_line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    b2b_shipment_id INTEGER NOT NULL REFERENCES b2b_shipment (id) ON DELETE CASCADE,
    line_no INTEGER NOT NULL CHECK (line_no > 0),
    sku TEXT NOT NULL,
    hs_code TEXT NOT NULL DEFAULT '',
    goods_name TEXT NOT NULL,
    goods_spec TEXT NOT NULL DEFAULT '',
    declared_qty_e5 INTEGER NOT NULL CHECK (declared_qty_e5 > 0),
    declared_unit TEXT NOT NULL DEFAULT '',
    price_e5 INTEGER NOT NULL CHECK (price_e5 >= 0),
    line_total_e5 INTEGER NOT NULL CHECK (line_total_e5 >= 0),
    UNIQUE (b2b_shipment_id, line_no)
) STRICT;

CREATE TABLE b2b_sale (                          -- 9810: what was sold abroad, or written off
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    b2b_line_id INTEGER NOT NULL REFERENCES b2b_line (id),
    sold_on TEXT NOT NULL,
    qty_e5 INTEGER NOT NULL CHECK (qty_e5 > 0),
    reference TEXT NOT NULL DEFAULT '',          -- of the platform's report
    note TEXT NOT NULL DEFAULT '',
    UNIQUE (b2b_line_id, sold_on, reference)
) STRICT;

CREATE TABLE purchase_invoice (                  -- 采购发票
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    invoice_no TEXT NOT NULL,
    invoice_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('special', 'ordinary')),   -- 专用发票 / 普通发票
    supplier_name TEXT NOT NULL,
    supplier_code TEXT NOT NULL DEFAULT '',
    issued_on TEXT NOT NULL,
    confirmed_on TEXT NOT NULL DEFAULT '',       -- 用途确认 for refund; '' = not yet
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX purchase_invoice_call ON purchase_invoice (call_id);

CREATE TABLE purchase_invoice_line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    purchase_invoice_id INTEGER NOT NULL REFERENCES purchase_invoice (id) ON DELETE CASCADE,
    line_no INTEGER NOT NULL CHECK (line_no > 0),
    sku TEXT NOT NULL,
    sku_key TEXT NOT NULL,
    goods_name TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL DEFAULT '',               -- '' = as declared
    qty_e5 INTEGER NOT NULL CHECK (qty_e5 > 0),
    net_e5 INTEGER NOT NULL CHECK (net_e5 >= 0), -- 金额: without tax, CNY
    vat_rate_e5 INTEGER NOT NULL CHECK (vat_rate_e5 BETWEEN 0 AND 100000),
    vat_e5 INTEGER NOT NULL CHECK (vat_e5 >= 0), -- 税额 as printed
    UNIQUE (purchase_invoice_id, line_no)
) STRICT;
CREATE INDEX purchase_invoice_line_sku ON purchase_invoice_line (sku_key);

CREATE TABLE refund_rate (                       -- 退税率 as the user states it, dated
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    scope TEXT NOT NULL CHECK (scope IN ('goods', 'hs')),   -- of one SKU, or of codes that begin so
    scope_key TEXT NOT NULL,
    rate_e5 INTEGER NOT NULL CHECK (rate_e5 BETWEEN 0 AND 100000),
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL DEFAULT '',        -- '' = open
    source TEXT NOT NULL,
    UNIQUE (scope, scope_key, valid_from)
) STRICT;

CREATE TABLE refund_match (                      -- which purchase stands behind which export
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    declaration_line_id INTEGER REFERENCES declaration_line (id) DEFERRABLE INITIALLY DEFERRED,
    b2b_line_id INTEGER REFERENCES b2b_line (id) DEFERRABLE INITIALLY DEFERRED,
    purchase_invoice_line_id INTEGER NOT NULL REFERENCES purchase_invoice_line (id)
        DEFERRABLE INITIALLY DEFERRED,
    qty_e5 INTEGER NOT NULL CHECK (qty_e5 > 0),  -- in the declared unit
    base_e5 INTEGER NOT NULL,                    -- its part of the line's amount without tax
    refund_rate_e5 INTEGER,                      -- of the export date, capped; NULL = not known
    refund_e5 INTEGER,                           -- estimate
    export_key INTEGER AS (coalesce(declaration_line_id, b2b_line_id + 1073741824)),
    CHECK ((declaration_line_id IS NULL) <> (b2b_line_id IS NULL))
) STRICT;
CREATE INDEX refund_match_export ON refund_match (export_key);
CREATE INDEX refund_match_b2b ON refund_match (b2b_line_id) WHERE b2b_line_id NOT NULL;
CREATE INDEX refund_match_invoice ON refund_match (purchase_invoice_line_id);

CREATE TABLE refund_claim (                      -- 退税申报; prepared here, filed at the tax office
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    claim_no TEXT NOT NULL UNIQUE,               -- the company's own: 所属期 and 批次
    month TEXT NOT NULL,                         -- 所属期
    kind TEXT NOT NULL CHECK (kind IN ('refund', 'pre_refund')),  -- 出口预退税 (R39)
    mark TEXT NOT NULL DEFAULT '',               -- 业务类型 of a pre-refund
    prepared_on TEXT NOT NULL,
    filed_on TEXT NOT NULL DEFAULT '',           -- typed once it was filed; '' = only prepared
    documents_on TEXT NOT NULL DEFAULT '',       -- 备案单证 complete; '' = not yet
    closed TEXT NOT NULL DEFAULT '' CHECK (closed IN ('', 'withdrawn', 'refused')),
    official_e5 INTEGER CHECK (official_e5 >= 0),  -- what the tax office granted; NULL = not known
    official_on TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE refund_claim_line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    refund_claim_id INTEGER NOT NULL REFERENCES refund_claim (id) ON DELETE CASCADE,
    line_no INTEGER NOT NULL,
    refund_match_id INTEGER NOT NULL REFERENCES refund_match (id),
    entry_no TEXT NOT NULL,                      -- 报关单号
    export_date TEXT NOT NULL,
    qty_e5 INTEGER NOT NULL CHECK (qty_e5 > 0),
    base_e5 INTEGER NOT NULL,
    refund_rate_e5 INTEGER NOT NULL,             -- after the cap of the invoice
    refund_e5 INTEGER NOT NULL,                  -- estimate: the tax office's figure is the claim's
    UNIQUE (refund_claim_id, line_no)
) STRICT;
CREATE INDEX refund_claim_line_match ON refund_claim_line (refund_match_id);

CREATE TABLE refund_money (                      -- 到账 and 补缴
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    refund_claim_id INTEGER NOT NULL REFERENCES refund_claim (id),
    kind TEXT NOT NULL CHECK (kind IN ('received', 'paid_back')),
    moved_on TEXT NOT NULL,
    amount_e5 INTEGER NOT NULL CHECK (amount_e5 > 0),
    voucher_no TEXT NOT NULL DEFAULT '',
    goods_return_id INTEGER REFERENCES goods_return (id),  -- paid back because of it
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX refund_money_claim ON refund_money (refund_claim_id);
CREATE INDEX refund_money_return ON refund_money (goods_return_id) WHERE goods_return_id NOT NULL;

CREATE TABLE refund_month (                      -- 免抵退: what only the company's books know
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    month TEXT NOT NULL UNIQUE,
    domestic_e5 INTEGER NOT NULL,                -- sales at home without tax
    input_e5 INTEGER NOT NULL,                   -- 进项税额
    opening_e5 INTEGER NOT NULL DEFAULT 0,       -- 上期留抵
    material_e5 INTEGER NOT NULL DEFAULT 0,      -- 免税购进
    official_e5 INTEGER CHECK (official_e5 >= 0),
    note TEXT NOT NULL DEFAULT ''
) STRICT;

-- What was exported, line by line, from lists and B2B shipments alike. The key of a line of a list is
-- its id, that of a line of a shipment its id above 2^30: so either is found by its own key at once.
-- `entry_no` '' = customs has not given one yet. A line of a list counts once it is released, one of
-- a shipment once it has an export date.
CREATE VIEW export_line AS                       -- the casts let SQLite take both halves apart
SELECT l.id AS key, l.id AS declaration_line_id, CAST(NULL AS INTEGER) AS b2b_line_id,
    d.id AS document_id, d.own_no, l.line_no, d.customs_mode, d.statistics_flag, d.export_date,
    l.sku, l.hs_code, l.goods_name, l.declared_qty_e5 AS qty_e5, l.declared_unit AS unit,
    d.currency, l.line_total_e5 AS value_e5,
    d.producer_code, d.producer_name, d.seller_code,
    CAST(s.released_at <> '' AS INTEGER) AS is_exported,
    CAST(coalesce((SELECT max(e.entry_no) FROM summary_entry_line y
        CROSS JOIN summary_entry e ON e.id = y.summary_entry_id
        WHERE y.declaration_line_id = l.id), '') AS TEXT) AS entry_no,
    CAST(coalesce((SELECT sum(r.qty_e5) FROM goods_return_line r
        CROSS JOIN goods_return_state t ON t.id = r.goods_return_id
        WHERE r.declaration_line_id = l.id AND t.state = 'accepted'), 0) AS INTEGER) AS returned_e5
FROM declaration_line l
CROSS JOIN declaration_list d ON d.id = l.declaration_list_id
CROSS JOIN declaration_status s ON s.id = d.id
WHERE d.flow = 'export'
    AND s.status NOT IN ('cancelled', 'returned_abroad', 'rejected', 'failed', 'send_failed')
UNION ALL
SELECT CAST(l.id + 1073741824 AS INTEGER), CAST(NULL AS INTEGER), l.id,
    b.id, b.own_no, l.line_no, b.customs_mode, CAST('' AS TEXT), b.export_date,
    l.sku, l.hs_code, l.goods_name, l.declared_qty_e5, l.declared_unit,
    b.currency, l.line_total_e5, CAST('' AS TEXT), CAST('' AS TEXT), CAST('' AS TEXT),
    CAST(b.export_date <> '' AS INTEGER), b.entry_no, CAST(0 AS INTEGER)
FROM b2b_line l CROSS JOIN b2b_shipment b ON b.id = l.b2b_shipment_id;

-- How far a claim is: what it estimates, what came in and went back. The tax office's figure wins.
CREATE VIEW claim_standing AS
SELECT c.id, c.claim_no, c.month, c.kind, c.mark, c.prepared_on, c.filed_on, c.documents_on,
    c.closed, c.official_e5, c.official_on, c.note, y.lines, y.base_e5, y.refund_e5,
    coalesce(m.received_e5, 0) AS received_e5, coalesce(m.paid_back_e5, 0) AS paid_back_e5,
    coalesce(m.received_on, '') AS received_on,
    CASE
        WHEN c.closed <> '' THEN c.closed
        WHEN coalesce(m.received_e5, 0) > 0
            AND m.received_e5 >= coalesce(c.official_e5, y.refund_e5) THEN 'refunded'
        WHEN coalesce(m.received_e5, 0) > 0 THEN 'part_paid'
        WHEN c.official_e5 NOT NULL THEN 'granted'
        WHEN c.filed_on <> '' THEN 'filed'
        ELSE 'prepared'
    END AS state
FROM refund_claim c
LEFT JOIN (SELECT refund_claim_id, count(*) AS lines, sum(base_e5) AS base_e5,
        sum(refund_e5) AS refund_e5
    FROM refund_claim_line GROUP BY refund_claim_id) y ON y.refund_claim_id = c.id
LEFT JOIN (SELECT refund_claim_id, sum(iif(kind = 'received', amount_e5, 0)) AS received_e5,
        sum(iif(kind = 'paid_back', amount_e5, 0)) AS paid_back_e5,
        max(iif(kind = 'received', moved_on, '')) AS received_on
    FROM refund_money GROUP BY refund_claim_id) m ON m.refund_claim_id = c.id;
