-- Totals by month, kept up with every call (app/store/month_totals.py) and never journaled: they
-- follow from the documents, and after an undo they follow again. Nothing else writes them.

-- Which month a list counts in says list_month. Stage: 'released' = its goods were let go; 'declared'
-- = filed, not yet let go; 'refused' = stands refused; 'cancelled' = that, or sent back; 'open' = not
-- filed: drafts, and messages prepared. A list counts as declared at once, as exported only released.
CREATE VIEW list_stage AS
SELECT d.id, CASE
        WHEN s.status IN ('cancelled', 'returned_abroad') THEN 'cancelled'
        WHEN s.released_at <> '' THEN 'released'
        WHEN s.status IN ('rejected', 'failed', 'send_failed') THEN 'refused'
        WHEN coalesce(s.status, 'draft') IN ('draft', 'prepared', 'handed_over') THEN 'open'
        ELSE 'declared'
    END AS stage
FROM declaration_list d LEFT JOIN declaration_status s ON s.id = d.id;

CREATE TABLE month_total (                       -- lists that are alike, added up
    id INTEGER PRIMARY KEY,
    month TEXT NOT NULL,
    flow TEXT NOT NULL,
    stage TEXT NOT NULL,
    customs_mode TEXT NOT NULL,
    country TEXT NOT NULL,
    platform TEXT NOT NULL,
    customs_office TEXT NOT NULL,
    currency TEXT NOT NULL,
    lists INTEGER NOT NULL DEFAULT 0,
    lines INTEGER NOT NULL DEFAULT 0,
    pieces INTEGER NOT NULL DEFAULT 0,
    value_e5 INTEGER NOT NULL DEFAULT 0,         -- declared value, in the currency
    value_cny_e5 INTEGER NOT NULL DEFAULT 0,     -- each list half up to the fen; see rateless
    rateless INTEGER NOT NULL DEFAULT 0,         -- lists whose rate of the month is not known
    gross_weight_e5 INTEGER NOT NULL DEFAULT 0,
    net_weight_e5 INTEGER NOT NULL DEFAULT 0,
    weightless INTEGER NOT NULL DEFAULT 0,       -- lists whose net weight is not known
    duty_e5 INTEGER NOT NULL DEFAULT 0,          -- as billed, else as estimated
    vat_e5 INTEGER NOT NULL DEFAULT 0,
    consumption_e5 INTEGER NOT NULL DEFAULT 0,
    billed INTEGER NOT NULL DEFAULT 0,           -- import lists with an official bill
    estimated INTEGER NOT NULL DEFAULT 0,        -- with an estimate only
    taxless INTEGER NOT NULL DEFAULT 0,          -- with neither: their tax is not known
    refund_e5 INTEGER NOT NULL DEFAULT 0,        -- estimated, by the purchases behind their lines
    refundable INTEGER NOT NULL DEFAULT 0,       -- lists that have such an estimate
    automatic INTEGER NOT NULL DEFAULT 0,        -- released and never stopped by a person
    was_refused INTEGER NOT NULL DEFAULT 0,      -- refused at any time
    was_returned INTEGER NOT NULL DEFAULT 0,     -- with an accepted return
    UNIQUE (month, flow, stage, customs_mode, country, platform, customs_office, currency)
) STRICT;
CREATE INDEX month_total_empty ON month_total (id) WHERE lists = 0;

CREATE TABLE month_list (                        -- id = declaration_list.id: its part of a total
    id INTEGER PRIMARY KEY,
    month_total_id INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    pieces INTEGER NOT NULL,
    value_e5 INTEGER NOT NULL,
    value_cny_e5 INTEGER,                        -- NULL = not known, as below
    gross_weight_e5 INTEGER NOT NULL,
    net_weight_e5 INTEGER,
    duty_e5 INTEGER,
    vat_e5 INTEGER,
    consumption_e5 INTEGER,
    refund_e5 INTEGER,
    tax_state INTEGER NOT NULL,                  -- 0 no import, 1 billed, 2 estimated, 3 not known
    automatic INTEGER NOT NULL,
    was_refused INTEGER NOT NULL,
    was_returned INTEGER NOT NULL,
    minutes INTEGER                              -- from the first message to the release
) STRICT;
CREATE INDEX month_list_total ON month_list (month_total_id);

CREATE TABLE month_goods (                       -- lines by chapter heading and unit
    id INTEGER PRIMARY KEY,
    month TEXT NOT NULL,
    flow TEXT NOT NULL,
    stage TEXT NOT NULL,
    customs_mode TEXT NOT NULL,
    country TEXT NOT NULL,
    currency TEXT NOT NULL,
    heading TEXT NOT NULL,                       -- the first four digits of hs_code; '' = no code
    unit TEXT NOT NULL,
    lines INTEGER NOT NULL DEFAULT 0,
    qty_e5 INTEGER NOT NULL DEFAULT 0,
    value_e5 INTEGER NOT NULL DEFAULT 0,
    UNIQUE (month, flow, stage, customs_mode, country, currency, heading, unit)
) STRICT;
CREATE INDEX month_goods_empty ON month_goods (id) WHERE lines = 0;

CREATE TABLE month_clearance (                   -- how many released lists took how long
    id INTEGER PRIMARY KEY,
    month TEXT NOT NULL,
    flow TEXT NOT NULL,
    customs_mode TEXT NOT NULL,
    customs_office TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    lists INTEGER NOT NULL DEFAULT 0,
    UNIQUE (month, flow, customs_mode, customs_office, minutes)
) STRICT;
CREATE INDEX month_clearance_empty ON month_clearance (id) WHERE lists = 0;
