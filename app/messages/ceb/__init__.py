"""One table-driven engine for the messages of the cross-border system (CEB, version 202205).

`spec` loads the tables in `resources/ceb`; `writer` is strict, `reader` lenient and explaining;
`envelope` is the transport wrapping; `receipts` and `status` say what customs answered.
Only the field tables know element names; no module has code for a single message.
"""
