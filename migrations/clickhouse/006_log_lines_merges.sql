-- Merging is as much work as inserting, and the most of it can wait. Measured with 4 M lines in blocks of 110,000, CPU-seconds
-- per million lines, inserts and the merges behind them:
--
--   merge_selector_base 5 (the default)   4.2: each line is merged with its like until few large parts are left
--   merge_selector_base 8                 2.9: some twenty parts of a day instead of a dozen while lines pour in
--   merge_selector_base 12                3.1
--
-- A block of one batch is one file instead of sixty up to 50 MB (150,000 lines) before compression: 0.15 less an insert. What
-- merging makes of them is larger, and has a file for each column as before.
ALTER TABLE log_lines MODIFY SETTING merge_selector_base = 8;
ALTER TABLE log_lines MODIFY SETTING min_bytes_for_wide_part = 50000000
