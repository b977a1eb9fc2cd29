-- How parts of heroku_audit_logs are written and merged. The table has 55 columns, some of them several files, and by default
-- an insert of a few thousand rows writes each of them as files of their own, and a merge holds buffers for every column
-- of every part at once. Measured on a month of 200,000 events in blocks of 10,000 (embedded, two cores): storing and
-- merging took 21 CPU-seconds per million rows and now takes 15; a merge of ten such parts held 547 MB and now holds 88.
--
-- min_bytes_for_wide_part: a block of an import is some 8 MB (of 10,000 rows 12) and stays one file; what merges make of several is a file a
-- column, which is what searches of few columns want.
-- vertical_merge_...: such merges take one column after the other from their first row on, not from 131,072 on.
-- merge_max_block_size_bytes: rows are about a kilobyte, so the default of 10 MB a part and column is thousands of them.
ALTER TABLE heroku_audit_logs MODIFY SETTING
    min_bytes_for_wide_part = 33554432,
    vertical_merge_algorithm_min_rows_to_activate = 1,
    merge_max_block_size_bytes = 1048576;
