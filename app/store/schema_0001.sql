-- The first schema. Never edited after release: later changes are migrations of their own.
-- Conventions: *_e5 = whole number at scale 5; times are text "YYYY-MM-DDTHH:MM:SS";
-- call_id = the call that wrote the row last; '' = absent text, NULL = absent number.
-- Journaled tables have an id that is never used twice, so a call's new rows are a range.
-- Bulk tables check their foreign keys at COMMIT: checked at once, SQLite would keep a copy of every
-- page a bulk statement touches, to take that one statement back.

CREATE TABLE call (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    verb TEXT NOT NULL,                          -- 'import', 'match', 'undo', …
    params TEXT NOT NULL DEFAULT '{}',
    outcome TEXT NOT NULL DEFAULT '{}',
    actor TEXT NOT NULL,
    at TEXT NOT NULL,
    program_version TEXT NOT NULL,
    is_border INTEGER NOT NULL DEFAULT 0 CHECK (is_border IN (0, 1)),   -- undo does not cross it
    reverts INTEGER REFERENCES call (id),        -- the call that this undo or redo reverts
    undone_by INTEGER REFERENCES call (id)
) STRICT;

CREATE TABLE journal_range (                     -- rows a call inserted: first < id <= last
    call_id INTEGER NOT NULL REFERENCES call (id),
    table_name TEXT NOT NULL,
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    PRIMARY KEY (call_id, table_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal_row (                       -- rows a call changed, as they were before
    seq INTEGER PRIMARY KEY,
    call_id INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    before TEXT                                  -- JSON array of all columns; NULL = was not there
) STRICT;
CREATE INDEX journal_row_call ON journal_row (call_id, table_name, row_id, seq);

CREATE TABLE event (                             -- append-only; status is derived from it
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    document_kind TEXT NOT NULL,
    document_id INTEGER NOT NULL,
    kind TEXT NOT NULL,                          -- 'created', 'edited', 'exported', 'receipt', …
    code TEXT NOT NULL DEFAULT '',               -- customs status code of a receipt
    occurred_at TEXT NOT NULL,
    receipt_id INTEGER,
    detail TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX event_document ON event (document_kind, document_id, occurred_at, id);
CREATE TRIGGER event_is_append_only_u BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER event_is_append_only_d BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE VIEW effective_event AS                   -- without the events of undone calls
SELECT * FROM event WHERE call_id NOT IN (SELECT id FROM call WHERE undone_by IS NOT NULL);

CREATE TABLE setting (                           -- the company's own settings, JSON values
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE number_series (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    next_value INTEGER NOT NULL CHECK (next_value > 0)
) STRICT;

CREATE TABLE source_file (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    kind TEXT NOT NULL,                          -- FileKind, or 'ceb' for messages
    sheet TEXT NOT NULL DEFAULT '',              -- a workbook may bring several sheets
    reader TEXT NOT NULL DEFAULT '',
    encoding TEXT NOT NULL DEFAULT '',
    profile TEXT NOT NULL DEFAULT '',
    fingerprint TEXT NOT NULL DEFAULT '',
    row_count INTEGER NOT NULL DEFAULT 0,
    bad_count INTEGER NOT NULL DEFAULT 0,
    imported_at TEXT NOT NULL
) STRICT;
CREATE INDEX source_file_hash ON source_file (sha256);

CREATE TABLE mapping_memory (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint TEXT NOT NULL,
    kind TEXT NOT NULL,
    mapping TEXT NOT NULL,
    UNIQUE (fingerprint, kind)
) STRICT;

CREATE TABLE code_override (                     -- the user's own rows of code tables
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    table_name TEXT NOT NULL,
    code TEXT NOT NULL,
    fields TEXT NOT NULL,
    source TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    UNIQUE (table_name, code)
) STRICT;

CREATE TABLE exchange_rate (                     -- customs rate: CNY for one unit of the currency
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    currency TEXT NOT NULL,
    month TEXT NOT NULL,                         -- '2026-11'
    cny_e8 INTEGER NOT NULL CHECK (cny_e8 > 0),
    source TEXT NOT NULL,
    UNIQUE (currency, month)
) STRICT;

CREATE TABLE party (                             -- 企业备案
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    role TEXT NOT NULL CHECK (role IN
        ('seller', 'platform', 'payment', 'carrier', 'declarant', 'producer', 'site')),
    name TEXT NOT NULL,
    customs_code TEXT NOT NULL DEFAULT '',
    credit_code TEXT NOT NULL DEFAULT '',
    dxp_id TEXT NOT NULL DEFAULT '',
    valid_until TEXT NOT NULL DEFAULT '',
    licence_no TEXT NOT NULL DEFAULT '',         -- of the trade: payment, express, customs broker
    licence_until TEXT NOT NULL DEFAULT '',
    pilot_zone TEXT NOT NULL DEFAULT '',         -- name_zh of resources/codes/pilot_zone.csv
    customs_grade TEXT NOT NULL DEFAULT '',      -- a word of the rule company.credit.grades
    graded_on TEXT NOT NULL DEFAULT '',
    is_filed INTEGER NOT NULL DEFAULT 1 CHECK (is_filed IN (0, 1)),  -- 0: only seen in a file
    note TEXT NOT NULL DEFAULT '',
    source_file_id INTEGER REFERENCES source_file (id),
    source_sheet TEXT NOT NULL DEFAULT '',
    source_row INTEGER NOT NULL DEFAULT 0,
    content_hash INTEGER NOT NULL DEFAULT 0,
    UNIQUE (role, name)
) STRICT;

CREATE TABLE party_alias (                       -- names and codes a party is known by in files
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    party_id INTEGER NOT NULL REFERENCES party (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    alias_key TEXT NOT NULL,                     -- key_from_number of the name or code
    UNIQUE (role, alias_key)
) STRICT;
CREATE INDEX party_alias_party ON party_alias (party_id);

CREATE TABLE goods (                             -- 商品备案
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    sku TEXT NOT NULL,
    sku_key TEXT NOT NULL UNIQUE,
    goods_name TEXT NOT NULL,
    goods_name_en TEXT NOT NULL DEFAULT '',
    hs_code TEXT NOT NULL,
    goods_spec TEXT NOT NULL DEFAULT '',
    brand TEXT NOT NULL DEFAULT '',
    origin TEXT NOT NULL DEFAULT '',
    barcode TEXT NOT NULL DEFAULT '',
    declared_unit TEXT NOT NULL,
    statutory_unit_1 TEXT NOT NULL DEFAULT '',
    statutory_unit_2 TEXT NOT NULL DEFAULT '',
    statutory_factor_1_e5 INTEGER CHECK (statutory_factor_1_e5 > 0),
    statutory_factor_2_e5 INTEGER CHECK (statutory_factor_2_e5 > 0),
    net_weight_e5 INTEGER CHECK (net_weight_e5 >= 0),
    gross_weight_e5 INTEGER CHECK (gross_weight_e5 >= 0),
    license_no TEXT NOT NULL DEFAULT '',
    refund_wanted INTEGER,
    record_no TEXT NOT NULL DEFAULT '',          -- 账册备案料号 (itemRecordNo)
    content_qty_e5 INTEGER CHECK (content_qty_e5 > 0),  -- net content of one declared unit, for
    content_unit TEXT NOT NULL DEFAULT '',       -- taxes by quantity: 'ml', 'g', 'piece', 'l', 'kg'
    note TEXT NOT NULL DEFAULT '',
    source_file_id INTEGER REFERENCES source_file (id),
    source_sheet TEXT NOT NULL DEFAULT '',
    source_row INTEGER NOT NULL DEFAULT 0,
    content_hash INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX goods_call ON goods (call_id);

CREATE TABLE orders (                            -- 订单
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id) DEFERRABLE INITIALLY DEFERRED,
    platform_id INTEGER NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    order_no TEXT NOT NULL,
    order_key TEXT NOT NULL,
    flow TEXT NOT NULL DEFAULT 'export' CHECK (flow IN ('export', 'import')),
    shop TEXT NOT NULL DEFAULT '',
    ordered_at TEXT NOT NULL DEFAULT '',
    buyer_reg_no TEXT NOT NULL DEFAULT '',       -- the buyer's account on the platform
    buyer_name TEXT NOT NULL DEFAULT '',
    buyer_id_type TEXT NOT NULL DEFAULT '',
    buyer_id_no TEXT NOT NULL DEFAULT '',
    buyer_phone TEXT NOT NULL DEFAULT '',
    consignee TEXT NOT NULL DEFAULT '',
    consignee_phone TEXT NOT NULL DEFAULT '',
    consignee_address TEXT NOT NULL DEFAULT '',
    consignee_district TEXT NOT NULL DEFAULT '',
    stated_pay_no TEXT NOT NULL DEFAULT '',      -- the payment the order says it was paid by
    batch_no TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL,
    currency TEXT NOT NULL,
    goods_value_e5 INTEGER NOT NULL,             -- as stated, else the sum of its lines
    freight_e5 INTEGER NOT NULL DEFAULT 0,
    tax_e5 INTEGER NOT NULL DEFAULT 0,
    discount_e5 INTEGER NOT NULL DEFAULT 0,
    payable_e5 INTEGER NOT NULL,                 -- goods_value + freight + tax - discount (R18)
    paid_e5 INTEGER,                             -- as the order file states it
    lines_total_e5 INTEGER NOT NULL,             -- the sum of its lines
    line_count INTEGER NOT NULL,
    buyer_hash INTEGER NOT NULL DEFAULT 0,       -- hash_from_name; 0 = no name
    consignee_hash INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',
    source_file_id INTEGER NOT NULL REFERENCES source_file (id) DEFERRABLE INITIALLY DEFERRED,
    source_sheet TEXT NOT NULL DEFAULT '',
    source_row INTEGER NOT NULL,
    content_hash INTEGER NOT NULL,
    UNIQUE (order_key, platform_id)
) STRICT;
CREATE INDEX orders_call ON orders (call_id);
-- Covers the matching pass in id order, so that it never reads the wide rows.
CREATE INDEX orders_match ON orders (id, payable_e5, currency, country, buyer_hash,
    consignee_hash, ordered_at, goods_value_e5, lines_total_e5, paid_e5);

-- Small where there are few imports: tells at once whether there are any.
CREATE INDEX orders_import ON orders (id) WHERE flow = 'import';

CREATE TABLE order_line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    line_no INTEGER NOT NULL CHECK (line_no > 0),
    sku TEXT NOT NULL,
    sku_key TEXT NOT NULL,
    goods_name TEXT NOT NULL,
    goods_spec TEXT NOT NULL DEFAULT '',
    barcode TEXT NOT NULL DEFAULT '',
    origin TEXT NOT NULL DEFAULT '',             -- of the goods; only import orders say it
    unit TEXT NOT NULL DEFAULT '',
    qty_e5 INTEGER NOT NULL,
    price_e5 INTEGER NOT NULL,
    line_total_e5 INTEGER NOT NULL,
    source_row INTEGER NOT NULL,
    UNIQUE (order_id, line_no)
) STRICT;

CREATE TABLE payment (                           -- 收款单; one row per payment number and order
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id) DEFERRABLE INITIALLY DEFERRED,
    provider_id INTEGER NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    pay_no TEXT NOT NULL,
    pay_key TEXT NOT NULL,
    platform_id INTEGER                          -- NULL: the file does not say
        REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    order_no TEXT NOT NULL,
    order_key TEXT NOT NULL,
    order_id INTEGER,                            -- linked by key at import, or by a decision
    pay_kind TEXT NOT NULL DEFAULT 'payment' CHECK (pay_kind IN ('payment', 'refund')),
    payer_name TEXT NOT NULL DEFAULT '',
    payer_id_type TEXT NOT NULL DEFAULT '',
    payer_id_no TEXT NOT NULL DEFAULT '',
    payer_phone TEXT NOT NULL DEFAULT '',
    payer_hash INTEGER NOT NULL DEFAULT 0,
    amount_e5 INTEGER NOT NULL,                  -- of the whole payment; refunds are negative
    group_size INTEGER NOT NULL DEFAULT 1,       -- orders one payment was made for
    fee_e5 INTEGER,
    currency TEXT NOT NULL,
    paid_at TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    source_file_id INTEGER NOT NULL REFERENCES source_file (id) DEFERRABLE INITIALLY DEFERRED,
    source_sheet TEXT NOT NULL DEFAULT '',
    source_row INTEGER NOT NULL,
    content_hash INTEGER NOT NULL,
    UNIQUE (pay_key, order_key, provider_id, pay_kind)
) STRICT;
CREATE INDEX payment_call ON payment (call_id, order_id);
CREATE INDEX payment_open ON payment (order_key) WHERE order_id IS NULL;
CREATE INDEX payment_match ON payment (order_id, amount_e5, currency, payer_hash, pay_kind,
    group_size, paid_at, fee_e5);

CREATE TABLE waybill (                           -- 运单; one row per waybill number and order
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id) DEFERRABLE INITIALLY DEFERRED,
    carrier_id INTEGER NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    waybill_no TEXT NOT NULL,
    waybill_key TEXT NOT NULL,
    platform_id INTEGER REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    order_no TEXT NOT NULL,
    order_key TEXT NOT NULL,
    order_id INTEGER,
    consignee TEXT NOT NULL DEFAULT '',
    consignee_phone TEXT NOT NULL DEFAULT '',
    consignee_address TEXT NOT NULL DEFAULT '',
    consignee_hash INTEGER NOT NULL DEFAULT 0,
    country TEXT NOT NULL DEFAULT '',
    gross_weight_e5 INTEGER NOT NULL,
    pieces INTEGER NOT NULL DEFAULT 1,
    freight_e5 INTEGER,
    insured_e5 INTEGER,
    currency TEXT NOT NULL DEFAULT '',
    goods_info TEXT NOT NULL DEFAULT '',
    shipped_at TEXT NOT NULL DEFAULT '',
    total_package_no TEXT NOT NULL DEFAULT '',
    bill_no TEXT NOT NULL DEFAULT '',            -- 提运单号, of import waybills
    signed_at TEXT NOT NULL DEFAULT '',          -- the parcel was signed for (CEB513)
    note TEXT NOT NULL DEFAULT '',
    source_file_id INTEGER NOT NULL REFERENCES source_file (id) DEFERRABLE INITIALLY DEFERRED,
    source_sheet TEXT NOT NULL DEFAULT '',
    source_row INTEGER NOT NULL,
    content_hash INTEGER NOT NULL,
    UNIQUE (waybill_key, order_key, carrier_id)
) STRICT;
CREATE INDEX waybill_call ON waybill (call_id, order_id);
CREATE INDEX waybill_open ON waybill (order_key) WHERE order_id IS NULL;
CREATE INDEX waybill_match ON waybill (order_id, gross_weight_e5, country, consignee_hash, pieces,
    shipped_at, goods_info);

CREATE TABLE match_result (                      -- id = orders.id; flags: app/matching/reasons.py
    id INTEGER PRIMARY KEY,
    call_id INTEGER NOT NULL,
    flags INTEGER NOT NULL,                      -- everything noticed; 0 = everything agrees
    blocking INTEGER NOT NULL,                   -- those that hold up the export (law, profile)
    attention INTEGER NOT NULL,                  -- those and the doubtful ones
    paid_e5 INTEGER,                             -- what the payments come to; NULL = not known
    difference_e5 INTEGER,                       -- paid - payable, in the order's currency
    waybill_id INTEGER,                          -- the first of its waybills
    waybill_count INTEGER NOT NULL,
    payment_count INTEGER NOT NULL,
    gross_weight_e5 INTEGER,
    pieces INTEGER
) STRICT;
CREATE INDEX match_result_attention ON match_result (attention, blocking) WHERE attention <> 0;

CREATE TABLE match_touched (                     -- id = orders.id: to be matched again (lost a link)
    id INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE match_decision (                    -- what a person decided about one order
    id INTEGER PRIMARY KEY,                      -- = orders.id
    call_id INTEGER NOT NULL REFERENCES call (id),
    action TEXT NOT NULL CHECK (action IN ('accept', 'exclude')),
    accepted_flags INTEGER NOT NULL DEFAULT 0,   -- the differences that were accepted
    difference_e5 INTEGER,                       -- as it was then; another one is not accepted
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL DEFAULT '{}'
) STRICT;

-- Where each order stands: open_blocking and open_attention are the reasons not yet decided.
CREATE VIEW match_state AS
SELECT r.id, CASE
        WHEN d.action = 'exclude' THEN 'excluded'
        WHEN r.blocking & ~coalesce(d.accepted_flags, 0) THEN 'exception'
        WHEN r.flags & d.accepted_flags THEN 'accepted'
        ELSE 'matched'
    END AS state,
    CASE WHEN d.action = 'exclude' THEN 0
        ELSE r.blocking & ~coalesce(d.accepted_flags, 0) END AS open_blocking,
    CASE WHEN d.action = 'exclude' THEN 0
        ELSE r.attention & ~coalesce(d.accepted_flags, 0) END AS open_attention
FROM match_result r LEFT JOIN match_decision d ON d.id = r.id;

CREATE TABLE finding (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    stage TEXT NOT NULL,                         -- 'intake', 'precheck', 'export', 'receive'
    document_kind TEXT NOT NULL DEFAULT '',
    document_id INTEGER,
    number TEXT NOT NULL DEFAULT '',
    line_no INTEGER NOT NULL DEFAULT 0,
    code TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('blocking', 'doubtful', 'note')),
    field TEXT NOT NULL DEFAULT '',
    value TEXT NOT NULL DEFAULT '',
    expected TEXT NOT NULL DEFAULT '',
    rule TEXT NOT NULL DEFAULT '',
    params TEXT NOT NULL DEFAULT '{}',
    source_file_id INTEGER REFERENCES source_file (id),
    source_sheet TEXT NOT NULL DEFAULT '',
    source_row INTEGER NOT NULL DEFAULT 0,
    source_column TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX finding_document ON finding (document_kind, document_id);
CREATE INDEX finding_stage ON finding (stage, code);
CREATE INDEX finding_file ON finding (source_file_id, number);

CREATE TABLE declaration_list (                  -- 申报清单: export CEB603, import CEB621
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    own_no TEXT NOT NULL UNIQUE CHECK (length(own_no) BETWEEN 1 AND 20),
    guid TEXT NOT NULL UNIQUE CHECK (length(guid) = 36),
    flow TEXT NOT NULL DEFAULT 'export' CHECK (flow IN ('export', 'import')),
    order_id INTEGER NOT NULL REFERENCES orders (id),
    waybill_id INTEGER REFERENCES waybill (id),
    customs_mode TEXT NOT NULL,
    statistics_flag TEXT NOT NULL                -- A 简化, B 汇总; '' = import
        CHECK (statistics_flag IN ('A', 'B', '') AND (statistics_flag = '') = (flow = 'import')),
    summary_reasons INTEGER NOT NULL DEFAULT 0,  -- why not A: app/declaration/verdict.py
    customs_office TEXT NOT NULL,
    port_office TEXT NOT NULL,
    export_date TEXT NOT NULL,
    platform_code TEXT NOT NULL,
    platform_name TEXT NOT NULL,
    order_no TEXT NOT NULL,
    carrier_code TEXT NOT NULL,
    carrier_name TEXT NOT NULL,
    waybill_no TEXT NOT NULL,
    declarant_code TEXT NOT NULL,
    declarant_name TEXT NOT NULL,
    seller_code TEXT NOT NULL,
    seller_name TEXT NOT NULL,
    producer_code TEXT NOT NULL,
    producer_name TEXT NOT NULL,
    transport_mode TEXT NOT NULL,
    transport_name TEXT NOT NULL DEFAULT '',
    voyage_no TEXT NOT NULL DEFAULT '',
    bill_no TEXT NOT NULL DEFAULT '',
    total_package_no TEXT NOT NULL DEFAULT '',
    site_code TEXT NOT NULL DEFAULT '',
    license_no TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL,
    destination_port TEXT NOT NULL,
    freight_e5 INTEGER NOT NULL DEFAULT 0,
    freight_currency TEXT NOT NULL,
    insured_e5 INTEGER NOT NULL DEFAULT 0,
    insured_currency TEXT NOT NULL,
    wrap_type TEXT NOT NULL,
    pieces INTEGER NOT NULL,
    gross_weight_e5 INTEGER NOT NULL,
    net_weight_e5 INTEGER,                       -- NULL: not known for every line
    currency TEXT NOT NULL,
    total_e5 INTEGER NOT NULL,                   -- the sum of its lines
    line_count INTEGER NOT NULL,
    app_type TEXT NOT NULL DEFAULT '1' CHECK (app_type IN ('1', '2', '3')),
    app_time TEXT NOT NULL DEFAULT '',           -- of the last message written; '' = none
    -- Only import lists have these; export_date is then the day of import, country that of departure.
    assure_code TEXT NOT NULL DEFAULT '',        -- 担保企业编号
    account_book_no TEXT NOT NULL DEFAULT '',    -- 账册编号 (emsNo), bonded lists
    area_code TEXT NOT NULL DEFAULT '',          -- 区内企业
    area_name TEXT NOT NULL DEFAULT '',
    buyer_id_type TEXT NOT NULL DEFAULT '',
    buyer_id_no TEXT NOT NULL DEFAULT '',
    buyer_name TEXT NOT NULL DEFAULT '',
    buyer_phone TEXT NOT NULL DEFAULT '',
    buyer_id_hash INTEGER NOT NULL DEFAULT 0,    -- of the ID number; 0 = none: the annual ledger
    consignee_address TEXT NOT NULL DEFAULT '',
    discount_e5 INTEGER NOT NULL DEFAULT 0,      -- paid by voucher: never lowers the value (R6)
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX declaration_list_buyer ON declaration_list (buyer_id_hash, export_date)
    WHERE flow = 'import';
CREATE INDEX declaration_list_order ON declaration_list (order_id);
CREATE INDEX declaration_list_call ON declaration_list (call_id);
CREATE INDEX declaration_list_waybill ON declaration_list (waybill_no);

CREATE TABLE declaration_line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    declaration_list_id INTEGER NOT NULL REFERENCES declaration_list (id) ON DELETE CASCADE,
    line_no INTEGER NOT NULL CHECK (line_no BETWEEN 1 AND 100),
    sku TEXT NOT NULL,
    company_goods_name TEXT NOT NULL DEFAULT '', -- itemName
    hs_code TEXT NOT NULL DEFAULT '',
    goods_name TEXT NOT NULL,
    goods_spec TEXT NOT NULL DEFAULT '',
    barcode TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL,
    currency TEXT NOT NULL,
    declared_qty_e5 INTEGER NOT NULL,
    declared_unit TEXT NOT NULL DEFAULT '',
    statutory_qty_1_e5 INTEGER,                  -- NULL: not known
    statutory_unit_1 TEXT NOT NULL DEFAULT '',
    statutory_qty_2_e5 INTEGER,
    statutory_unit_2 TEXT NOT NULL DEFAULT '',
    price_e5 INTEGER NOT NULL,
    line_total_e5 INTEGER NOT NULL,
    net_weight_e5 INTEGER,
    record_no TEXT NOT NULL DEFAULT '',          -- 账册备案料号, bonded lists
    trade_country TEXT NOT NULL DEFAULT '',      -- 贸易国, import lists; country is the origin
    note TEXT NOT NULL DEFAULT '',
    UNIQUE (declaration_list_id, line_no)
) STRICT;

CREATE TABLE declaration_status (                -- id = declaration_list.id; derived from events
    id INTEGER PRIMARY KEY,
    status TEXT NOT NULL,
    since TEXT NOT NULL,
    code TEXT NOT NULL DEFAULT '',               -- the customs code behind it
    info TEXT NOT NULL DEFAULT '',
    pre_entry_no TEXT NOT NULL DEFAULT '',
    decl_no TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX declaration_status_status ON declaration_status (status, since);

CREATE TABLE cancel_request (                    -- 撤销申请单 (CEB605)
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    own_no TEXT NOT NULL UNIQUE CHECK (length(own_no) BETWEEN 1 AND 20),
    guid TEXT NOT NULL UNIQUE CHECK (length(guid) = 36),
    declaration_list_id INTEGER NOT NULL REFERENCES declaration_list (id),
    reason TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'draft',        -- with the next three derived from events
    since TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    info TEXT NOT NULL DEFAULT '',
    app_time TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX cancel_request_list ON cancel_request (declaration_list_id);

CREATE TABLE master_bill_list (                  -- 清单总分单 (CEB607)
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    own_no TEXT NOT NULL UNIQUE CHECK (length(own_no) BETWEEN 1 AND 20),
    guid TEXT NOT NULL UNIQUE CHECK (length(guid) = 36),
    customs_office TEXT NOT NULL,
    declarant_code TEXT NOT NULL,
    declarant_name TEXT NOT NULL,
    site_code TEXT NOT NULL DEFAULT '',
    transport_mode TEXT NOT NULL,
    transport_name TEXT NOT NULL,
    voyage_no TEXT NOT NULL,
    bill_no TEXT NOT NULL,
    domestic_vehicle TEXT NOT NULL DEFAULT '',
    gross_weight_e5 INTEGER NOT NULL,
    carrier_code TEXT NOT NULL,
    carrier_name TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'draft',        -- with the next three derived from events
    since TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    info TEXT NOT NULL DEFAULT '',
    app_time TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE master_bill_line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    master_bill_list_id INTEGER NOT NULL REFERENCES master_bill_list (id) ON DELETE CASCADE,
    line_no INTEGER NOT NULL,
    declaration_list_id INTEGER NOT NULL REFERENCES declaration_list (id),
    waybill_no TEXT NOT NULL,
    total_package_no TEXT NOT NULL DEFAULT '',
    UNIQUE (master_bill_list_id, line_no),
    UNIQUE (declaration_list_id)
) STRICT;

CREATE TABLE message_file (                      -- what was written into the outbox
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    name TEXT NOT NULL,
    folder TEXT NOT NULL,
    message TEXT NOT NULL,                       -- 'CEB603'
    message_guid TEXT NOT NULL,
    document_count INTEGER NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    prepared_at TEXT NOT NULL
) STRICT;

CREATE TABLE message_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message_file_id INTEGER NOT NULL REFERENCES message_file (id),
    document_kind TEXT NOT NULL,
    document_id INTEGER NOT NULL,
    own_no TEXT NOT NULL,
    guid TEXT NOT NULL,
    app_type TEXT NOT NULL,
    app_time TEXT NOT NULL
) STRICT;
CREATE INDEX message_item_document ON message_item (document_kind, document_id);
CREATE INDEX message_item_file ON message_item (message_file_id);

CREATE TABLE receipt (                           -- 回执
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    source_file_id INTEGER NOT NULL REFERENCES source_file (id),
    message TEXT NOT NULL,                       -- 'CEB604'
    document_kind TEXT NOT NULL DEFAULT '',      -- what it answers; '' with document_id NULL:
    document_id INTEGER,                         -- the document is not known here
    own_no TEXT NOT NULL DEFAULT '',
    pre_entry_no TEXT NOT NULL DEFAULT '',
    decl_no TEXT NOT NULL DEFAULT '',
    order_no TEXT NOT NULL DEFAULT '',
    number TEXT NOT NULL DEFAULT '',             -- payment or waybill number it names
    party_code TEXT NOT NULL DEFAULT '',         -- whose number it is: declarant, platform, carrier
    guid TEXT NOT NULL DEFAULT '',
    status_code TEXT NOT NULL,
    return_time TEXT NOT NULL,                   -- as received, 17 digits
    info TEXT NOT NULL DEFAULT '',
    info_code TEXT NOT NULL DEFAULT '',
    identity TEXT NOT NULL UNIQUE                -- hash of all of it: a repeated receipt is one
) STRICT;
CREATE INDEX receipt_document ON receipt (document_kind, document_id, return_time);
CREATE INDEX receipt_own_no ON receipt (own_no);
CREATE INDEX receipt_open ON receipt (id) WHERE document_id IS NULL;
