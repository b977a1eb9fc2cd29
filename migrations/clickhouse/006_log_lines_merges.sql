-- Merging is as much work as inserting, and much of it can wait. Measured with 4 M lines in blocks of 110,000, CPU-seconds
-- per million lines, inserts and the merges behind them; ms of searches, 95th percentile, beside 80,000 lines a second (`P7`)
-- and median on an idle service after a burst of a million lines:
--
--                              inserts, merges   newest 100, rare word beside ingest   the same idle
--   merge_selector_base 5      4.2               (the default: few large parts)
--   merge_selector_base 8      2.9               76, 117                               26, 31
--   merge_selector_base 16     2.9               119, 128                              36, 46
--   merge_selector_base 50     2.7               121, 158
--
-- With 16 a burst of a million lines ends before the first merge and is stored 5 % faster, but every search until the parts
-- are merged, which may be days, finds twice as many of them. Searches are what people wait for: 8.
--
-- A block of one batch is one file instead of sixty up to 50 MB (150,000 lines) before compression: 0.15 less an insert. What
-- merging makes of them is larger, and has a file for each column as before.
ALTER TABLE log_lines MODIFY SETTING merge_selector_base = 8;
ALTER TABLE log_lines MODIFY SETTING min_bytes_for_wide_part = 50000000
