-- What the window asks for at every change, over a million lists.

CREATE INDEX finding_blocking ON finding (document_kind, document_id, stage, severity)
    WHERE stage = 'precheck' AND severity = 'blocking';   -- what is held
CREATE INDEX declaration_list_export ON declaration_list (export_date, currency, total_e5);

-- What the quick search over the lists looks into: every part of three characters of every text.
-- It proposes, the texts themselves decide: an entry that is no longer true does no harm, so
-- nothing is ever taken out. No personal data goes in. See app/store/searching.py.

CREATE VIEW list_search_text AS                  -- two line ends: every character begins a part
SELECT d.id, d.own_no || char(10) || d.order_no || char(10) || d.waybill_no || char(10)
    || d.platform_name || char(10) || s.decl_no || char(10) || s.info || char(10)
    || (SELECT coalesce(group_concat(l.goods_name || char(10) || l.sku, char(10)), '')
        FROM declaration_line l WHERE l.declaration_list_id = d.id)
    || char(10) || char(10) AS text
FROM declaration_list d JOIN declaration_status s ON s.id = d.id;

CREATE VIRTUAL TABLE list_search USING fts5 (    -- rowid = declaration_list.id
    text, tokenize = 'trigram', content = '', columnsize = 0
);
CREATE VIRTUAL TABLE list_search_part USING fts5vocab (list_search, row);

INSERT INTO list_search (rowid, text) SELECT id, text FROM list_search_text ORDER BY id;
