-- Summary declaration (汇总申报): applications (CEB701), what they are expected to come to, and the
-- customs entries that come back (CEB792).

ALTER TABLE declaration_status
    ADD COLUMN cleared_at TEXT NOT NULL DEFAULT '';   -- first clearance (结关); '' = not yet
ALTER TABLE declaration_status                        -- cleared, and to be summarised (R25)
    ADD COLUMN to_summarise INTEGER NOT NULL DEFAULT 0 CHECK (to_summarise IN (0, 1));
UPDATE declaration_status SET cleared_at = since WHERE status = 'cleared';
UPDATE declaration_status SET to_summarise = 1 WHERE cleared_at <> '' AND EXISTS (
    SELECT 1 FROM declaration_list d WHERE d.id = declaration_status.id
    AND d.statistics_flag = 'B' AND d.customs_mode NOT IN ('9710', '9810'));
CREATE INDEX declaration_status_summary ON declaration_status (cleared_at, status)
    WHERE to_summarise = 1;
CREATE INDEX declaration_status_decl_no ON declaration_status (decl_no) WHERE to_summarise = 1;

CREATE TABLE summary_application (               -- 汇总申请单, one row for each part
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    own_no TEXT NOT NULL CHECK (length(own_no) BETWEEN 1 AND 20),  -- the parts share it
    part_no INTEGER NOT NULL CHECK (part_no BETWEEN 1 AND parts),  -- msgSeqNo
    parts INTEGER NOT NULL,                      -- msgCount
    guid TEXT NOT NULL UNIQUE CHECK (length(guid) = 36),
    month TEXT NOT NULL,                         -- of clearance: '2026-10'
    customs_office TEXT NOT NULL,
    site_code TEXT NOT NULL DEFAULT '',
    seller_code TEXT NOT NULL,
    seller_name TEXT NOT NULL,
    declarant_code TEXT NOT NULL,
    declarant_name TEXT NOT NULL,
    broker_code TEXT NOT NULL,                   -- 报关单位 (declAgent)
    broker_name TEXT NOT NULL,
    summary_flag TEXT NOT NULL CHECK (summary_flag IN ('1', '2')),     -- M10
    item_name_flag TEXT NOT NULL CHECK (item_name_flag IN ('1', '')),  -- M11
    period_from TEXT NOT NULL DEFAULT '',        -- startTime, endTime; '' = by the lists named
    period_to TEXT NOT NULL DEFAULT '',
    list_count INTEGER NOT NULL,
    sum_no TEXT NOT NULL DEFAULT '',             -- 汇总申请编号, given by customs
    closed TEXT NOT NULL DEFAULT '' CHECK (closed IN ('', 'withdrawn')),
    status TEXT NOT NULL DEFAULT 'draft',        -- with the next three derived from events
    since TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    info TEXT NOT NULL DEFAULT '',
    app_time TEXT NOT NULL DEFAULT '',
    UNIQUE (own_no, part_no)
) STRICT;
CREATE INDEX summary_application_month ON summary_application (month);
CREATE INDEX summary_application_sum_no ON summary_application (sum_no) WHERE sum_no <> '';

CREATE TABLE summary_group (                     -- an entry as expected: lists of one head key
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    own_no TEXT NOT NULL,                        -- of the application
    group_no INTEGER NOT NULL,
    seller_code TEXT NOT NULL,                   -- '' where the key in force does not ask
    transport_mode TEXT NOT NULL,
    producer_code TEXT NOT NULL,
    country TEXT NOT NULL,
    port_office TEXT NOT NULL,
    list_count INTEGER NOT NULL,
    gross_weight_e5 INTEGER NOT NULL,
    net_weight_e5 INTEGER,                       -- NULL: not known for every list
    UNIQUE (own_no, group_no)
) STRICT;

CREATE TABLE summary_item (                      -- a line of such an entry
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    summary_group_id INTEGER NOT NULL REFERENCES summary_group (id),
    item_no INTEGER NOT NULL,
    country TEXT NOT NULL,                       -- final destination; '' = not asked
    hs_code TEXT NOT NULL,
    currency TEXT NOT NULL,
    goods_name TEXT NOT NULL,                    -- the one name, or the first of several
    name_count INTEGER NOT NULL,
    declared_qty_e5 INTEGER,                     -- NULL: in several units
    declared_unit TEXT NOT NULL,
    statutory_qty_1_e5 INTEGER,
    statutory_unit_1 TEXT NOT NULL,
    statutory_qty_2_e5 INTEGER,
    statutory_unit_2 TEXT NOT NULL,
    value_e5 INTEGER NOT NULL,                   -- in its currency
    net_weight_e5 INTEGER,
    list_count INTEGER NOT NULL,
    line_count INTEGER NOT NULL,
    UNIQUE (summary_group_id, item_no)
) STRICT;

CREATE TABLE summary_line (                      -- a list in an application
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    summary_application_id INTEGER NOT NULL REFERENCES summary_application (id),
    line_no INTEGER NOT NULL,
    declaration_list_id INTEGER NOT NULL REFERENCES declaration_list (id)
        DEFERRABLE INITIALLY DEFERRED,
    summary_group_id INTEGER NOT NULL REFERENCES summary_group (id)
        DEFERRABLE INITIALLY DEFERRED,
    decl_no TEXT NOT NULL,                       -- invtNo
    is_living INTEGER NOT NULL DEFAULT 1 CHECK (is_living IN (0, 1)),
    UNIQUE (summary_application_id, line_no)
) STRICT;
-- A list stands in one application only, unless that was withdrawn.
CREATE UNIQUE INDEX summary_line_list ON summary_line (declaration_list_id) WHERE is_living = 1;
CREATE INDEX summary_line_group ON summary_line (summary_group_id);

-- Which line of a list went into which item. Filled by a join of both tables, so their keys are not
-- looked up once more: of a month's lists that would take a third of the time.
CREATE TABLE summary_item_line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    summary_item_id INTEGER NOT NULL,
    declaration_line_id INTEGER NOT NULL
) STRICT;
CREATE INDEX summary_item_line_item ON summary_item_line (summary_item_id);
CREATE INDEX summary_item_line_line ON summary_item_line (declaration_line_id);

CREATE TABLE summary_result (                    -- 汇总结果单 as received, every one of them
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    source_file_id INTEGER NOT NULL REFERENCES source_file (id),
    decl_seq_no TEXT NOT NULL,
    part_no INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    sum_no TEXT NOT NULL,
    customs_office TEXT NOT NULL,
    op_time TEXT NOT NULL,
    dec_tmp_no TEXT NOT NULL,
    dec_pre_no TEXT NOT NULL,
    entry_no TEXT NOT NULL,
    dec_state TEXT NOT NULL,
    declarant_code TEXT NOT NULL,
    seller_code TEXT NOT NULL,
    broker_code TEXT NOT NULL,
    gross_weight_e5 INTEGER,
    net_weight_e5 INTEGER,
    line_count INTEGER NOT NULL,
    note TEXT NOT NULL,
    identity TEXT NOT NULL UNIQUE                -- hash of all of it
) STRICT;
CREATE INDEX summary_result_entry ON summary_result (decl_seq_no, op_time);

CREATE TABLE summary_entry (                     -- 报关单: the newest of its results
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    decl_seq_no TEXT NOT NULL UNIQUE,            -- 汇总统一编号: one of them, one entry (M12)
    own_no TEXT NOT NULL DEFAULT '',             -- of the application; '' = not known here
    sum_no TEXT NOT NULL,
    customs_office TEXT NOT NULL,
    op_time TEXT NOT NULL,
    dec_tmp_no TEXT NOT NULL DEFAULT '',
    dec_pre_no TEXT NOT NULL DEFAULT '',
    entry_no TEXT NOT NULL DEFAULT '',           -- entryId; '' = not yet
    dec_state TEXT NOT NULL,
    gross_weight_e5 INTEGER,
    net_weight_e5 INTEGER
) STRICT;
CREATE INDEX summary_entry_own_no ON summary_entry (own_no);

CREATE TABLE summary_entry_line (                -- a line of a list in a customs entry
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    summary_entry_id INTEGER NOT NULL REFERENCES summary_entry (id) DEFERRABLE INITIALLY DEFERRED,
    decl_no TEXT NOT NULL,                       -- invtNo
    line_no INTEGER NOT NULL,                    -- gnum, of the list
    gseqno INTEGER,                              -- of the entry; NULL: older results lack it
    hs_code TEXT NOT NULL,
    waybill_no TEXT NOT NULL,
    op_time TEXT NOT NULL,
    declaration_line_id INTEGER,                 -- NULL: the list is not here
    UNIQUE (summary_entry_id, decl_no, line_no)
) STRICT;
CREATE INDEX summary_entry_line_line ON summary_entry_line (declaration_line_id);
CREATE INDEX summary_entry_line_open ON summary_entry_line (decl_no)
    WHERE declaration_line_id IS NULL;

CREATE TABLE summary_nil_month (                 -- 零申报: nothing to summarise, noted by hand
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    month TEXT NOT NULL UNIQUE,
    noted_on TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE summary_hold (                      -- lists kept out by hand
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    declaration_list_id INTEGER NOT NULL UNIQUE REFERENCES declaration_list (id),
    reason TEXT NOT NULL
) STRICT;

-- Lists that are cleared and in no living application, with what keeps them out of one: '' = nothing.
CREATE VIEW summary_open AS
SELECT s.id, s.cleared_at, s.decl_no, CASE
        WHEN EXISTS (SELECT 1 FROM summary_hold h WHERE h.declaration_list_id = s.id) THEN 'held'
        WHEN s.decl_no = '' THEN 'no_number'
        WHEN EXISTS (SELECT 1 FROM declaration_line l WHERE l.declaration_list_id = s.id
            AND length(l.hs_code) <> 10) THEN 'no_hs'
        WHEN EXISTS (SELECT 1 FROM goods_return r WHERE r.declaration_list_id = s.id)
            AND NOT EXISTS (SELECT 1 FROM declaration_line l WHERE l.declaration_list_id = s.id
                AND l.declared_qty_e5 > coalesce((SELECT sum(b.qty_e5) FROM goods_return_line b
                    JOIN goods_return_state t ON t.id = b.goods_return_id AND t.state = 'accepted'
                    WHERE b.declaration_line_id = l.id), 0)) THEN 'returned_whole'
        ELSE ''
    END AS reason
FROM declaration_status s
WHERE s.to_summarise = 1 AND NOT EXISTS (
    SELECT 1 FROM summary_line n WHERE n.declaration_list_id = s.id AND n.is_living = 1);

-- Lists a summary declaration is about, and why they are in none though their month is over: of
-- those cleared the reason of summary_open, else where they stand.
CREATE VIEW summary_left AS
SELECT d.id, d.export_date, s.cleared_at, s.status, CASE s.status
        WHEN 'cleared' THEN 'cleared_late'
        WHEN 'rejected' THEN 'refused'
        WHEN 'failed' THEN 'refused'
        WHEN 'send_failed' THEN 'refused'
        WHEN 'draft' THEN 'not_declared'
        WHEN 'returned_abroad' THEN 'returned_abroad'
        ELSE 'not_cleared'
    END AS reason
FROM declaration_list d CROSS JOIN declaration_status s ON s.id = d.id
WHERE d.statistics_flag = 'B' AND d.customs_mode NOT IN ('9710', '9810')
    AND s.status <> 'cancelled';
