-- Imports and their taxes: bonded account books, rates, tax estimates and bills, buyers' limits.

CREATE TABLE account_book (                      -- 保税账册
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    book_no TEXT NOT NULL UNIQUE,                -- emsNo
    area_code TEXT NOT NULL DEFAULT '',          -- 区内企业
    area_name TEXT NOT NULL DEFAULT '',
    customs_office TEXT NOT NULL DEFAULT '',
    kept_from TEXT NOT NULL DEFAULT '',          -- lists released before are not booked; '' = all
    valid_until TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE book_item (                         -- one goods record number of a book
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    account_book_id INTEGER NOT NULL REFERENCES account_book (id),
    record_no TEXT NOT NULL,                     -- itemRecordNo
    sku TEXT NOT NULL DEFAULT '',
    sku_key TEXT NOT NULL DEFAULT '',
    hs_code TEXT NOT NULL DEFAULT '',
    goods_name TEXT NOT NULL,
    unit TEXT NOT NULL CHECK (unit <> ''),       -- what its quantities are counted in
    note TEXT NOT NULL DEFAULT '',
    UNIQUE (account_book_id, record_no)
) STRICT;
CREATE INDEX book_item_sku ON book_item (sku_key);

CREATE TABLE stock_move (                        -- what changed a balance; the balance is their sum
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    book_item_id INTEGER NOT NULL REFERENCES book_item (id),
    kind TEXT NOT NULL CHECK (kind IN ('in', 'out', 'return', 'adjust', 'write_off')),
    moved_on TEXT NOT NULL,
    qty_e5 INTEGER NOT NULL,                     -- signed: in positive, out negative
    batch_no TEXT NOT NULL DEFAULT '',
    serial_no TEXT NOT NULL DEFAULT '',
    document_kind TEXT NOT NULL DEFAULT '',      -- 'declaration_list': booked by its status;
    document_id INTEGER,                         -- 'goods_return': goods that came back
    line_no INTEGER NOT NULL DEFAULT 0,          -- of the list, or of the paper
    reference TEXT NOT NULL DEFAULT '',          -- number of the paper behind it
    note TEXT NOT NULL DEFAULT '',
    source_file_id INTEGER REFERENCES source_file (id),
    source_sheet TEXT NOT NULL DEFAULT '',
    source_row INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX stock_move_call ON stock_move (call_id);
CREATE INDEX stock_move_item ON stock_move (book_item_id, moved_on, batch_no, qty_e5);
-- The same paper read again is the same stock.
CREATE UNIQUE INDEX stock_move_paper
    ON stock_move (book_item_id, reference, batch_no, serial_no, line_no)
    WHERE kind = 'in' AND reference <> '';
CREATE INDEX stock_move_reference ON stock_move (reference) WHERE kind = 'in';
CREATE INDEX stock_move_batch ON stock_move (batch_no) WHERE batch_no <> '';
CREATE INDEX stock_move_serial ON stock_move (serial_no) WHERE serial_no <> '';
CREATE INDEX stock_move_document ON stock_move (document_kind, document_id, line_no);

CREATE TABLE stock_lock (                        -- stock that must not be sold
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    book_item_id INTEGER NOT NULL REFERENCES book_item (id),
    batch_no TEXT NOT NULL DEFAULT '',           -- '' = every batch
    qty_e5 INTEGER CHECK (qty_e5 > 0),           -- NULL = all there is
    reason TEXT NOT NULL CHECK (reason IN ('sample', 'recall', 'quarantine', 'other')),
    since TEXT NOT NULL,
    released_on TEXT NOT NULL DEFAULT '',        -- '' = still locked
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX stock_lock_item ON stock_lock (book_item_id);

CREATE TABLE official_balance (                  -- what customs says is in the book
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    book_item_id INTEGER NOT NULL REFERENCES book_item (id),
    as_of TEXT NOT NULL,
    qty_e5 INTEGER NOT NULL,
    unit TEXT NOT NULL DEFAULT '',               -- as customs states it; '' = not said
    source TEXT NOT NULL,
    UNIQUE (book_item_id, as_of)
) STRICT;

CREATE TABLE delivery (                          -- 入库明细单 (CEB711): parcels arrived at the site
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    own_no TEXT NOT NULL UNIQUE CHECK (length(own_no) BETWEEN 1 AND 20),
    guid TEXT NOT NULL UNIQUE CHECK (length(guid) = 36),
    customs_office TEXT NOT NULL,
    delivery_no TEXT NOT NULL DEFAULT '',        -- rkdNo, given by customs
    operator_code TEXT NOT NULL,
    operator_name TEXT NOT NULL,
    transport_mode TEXT NOT NULL,
    transport_name TEXT NOT NULL,
    voyage_no TEXT NOT NULL,
    bill_no TEXT NOT NULL,
    carrier_code TEXT NOT NULL,
    carrier_name TEXT NOT NULL,
    unload_location TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'draft',        -- with the next three derived from events
    since TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    info TEXT NOT NULL DEFAULT '',
    app_time TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE delivery_line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    delivery_id INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    line_no INTEGER NOT NULL,
    waybill_no TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    UNIQUE (delivery_id, line_no),
    UNIQUE (delivery_id, waybill_no)
) STRICT;

CREATE TABLE goods_rate (                        -- what the user states about a rate, dated
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    scope TEXT NOT NULL CHECK (scope IN ('goods', 'hs')),   -- of one SKU, or of an HS code
    scope_key TEXT NOT NULL,                     -- sku_key, or the code (8 or 10 digits)
    kind TEXT NOT NULL CHECK (kind IN ('duty', 'vat', 'consumption')),
    origin TEXT NOT NULL DEFAULT '',             -- duty for goods of one origin; '' = any
    value TEXT NOT NULL,                         -- '0.13'; VAT 'standard'/'reduced'; a category
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL DEFAULT '',        -- '' = open
    source TEXT NOT NULL,
    UNIQUE (scope, scope_key, kind, origin, valid_from)
) STRICT;

CREATE TABLE tax_estimate (                      -- id = declaration_list.id
    id INTEGER PRIMARY KEY,
    call_id INTEGER NOT NULL REFERENCES call (id),
    law_day TEXT NOT NULL,                       -- the day the law was asked for
    channel TEXT NOT NULL,                       -- app/tax: within the limits, full tax, …
    missing TEXT NOT NULL DEFAULT '',            -- app/tax/missing.py; '' = all amounts are known
    dutiable_e5 INTEGER NOT NULL,                -- goods + freight + insurance of the list
    duty_e5 INTEGER,                             -- NULL = not known, never zero
    vat_e5 INTEGER,
    consumption_e5 INTEGER
) STRICT;

CREATE TABLE tax_estimate_line (                 -- id = declaration_line.id
    id INTEGER PRIMARY KEY,
    declaration_list_id INTEGER NOT NULL,
    dutiable_e5 INTEGER NOT NULL,
    duty_e5 INTEGER,
    vat_e5 INTEGER,
    consumption_e5 INTEGER,
    missing TEXT NOT NULL DEFAULT ''             -- as that of the list: app/tax/missing.py
) STRICT;
CREATE INDEX tax_estimate_line_list ON tax_estimate_line (declaration_list_id);

CREATE TABLE tax_bill (                          -- 电子税单 (CEB816, CEB818): the official figure
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    tax_no TEXT NOT NULL UNIQUE,
    invt_no TEXT NOT NULL,                       -- 清单编号
    declaration_list_id INTEGER,                 -- NULL: the list is not known here
    status TEXT NOT NULL,                        -- as received: 1 generated, 2 summed, 3 void
    returned_at TEXT NOT NULL,                   -- of that status; the newest one counts
    billed_at TEXT NOT NULL DEFAULT '',          -- of the bill (CEB816) whose amounts these are
    duty_e5 INTEGER,                             -- NULL = only its status is here yet (CEB818)
    vat_e5 INTEGER,
    consumption_e5 INTEGER,
    payment_book_no TEXT NOT NULL DEFAULT '',    -- 缴款书编号 (entDutyNo)
    assure_code TEXT NOT NULL DEFAULT '',
    customs_office TEXT NOT NULL DEFAULT '',
    order_no TEXT NOT NULL DEFAULT '',
    waybill_no TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    source_file_id INTEGER REFERENCES source_file (id)
) STRICT;
CREATE INDEX tax_bill_list ON tax_bill (declaration_list_id);
CREATE INDEX tax_bill_invt_no ON tax_bill (invt_no);

CREATE TABLE tax_bill_line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tax_bill_id INTEGER NOT NULL REFERENCES tax_bill (id) ON DELETE CASCADE,
    line_no INTEGER NOT NULL,
    hs_code TEXT NOT NULL,
    dutiable_e5 INTEGER,                         -- NULL = could not be read
    duty_e5 INTEGER,
    vat_e5 INTEGER,
    consumption_e5 INTEGER,
    UNIQUE (tax_bill_id, line_no)
) STRICT;

CREATE TABLE tax_payment (                       -- paid by the company, typed from its voucher
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    payment_book_no TEXT NOT NULL,
    paid_on TEXT NOT NULL,
    amount_e5 INTEGER NOT NULL,
    voucher_no TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX tax_payment_book ON tax_payment (payment_book_no);

CREATE TABLE guarantee (                         -- 税款担保
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    assure_code TEXT NOT NULL,
    guarantee_no TEXT NOT NULL UNIQUE,
    amount_e5 INTEGER NOT NULL CHECK (amount_e5 > 0),
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE buyer_balance (                     -- used of a year as the official query said
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    buyer_id_hash INTEGER NOT NULL,
    year INTEGER NOT NULL,
    used_e5 INTEGER NOT NULL CHECK (used_e5 >= 0),
    as_of TEXT NOT NULL,
    source TEXT NOT NULL,
    UNIQUE (buyer_id_hash, year, as_of)
) STRICT;

CREATE TABLE positive_list (                     -- 正面清单, from the official file
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    edition TEXT NOT NULL,
    hs_code TEXT NOT NULL,                       -- 8 digits
    goods_name TEXT NOT NULL DEFAULT '',
    note_kind TEXT NOT NULL DEFAULT ''           -- a note as a typed condition (R14)
        CHECK (note_kind IN ('', 'exclusion', 'mode', 'name', 'weight', 'other')),
    note TEXT NOT NULL DEFAULT '',
    condition TEXT NOT NULL DEFAULT '{}',
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL
) STRICT;
CREATE INDEX positive_list_code ON positive_list (hs_code, valid_from);
