-- Merging waits longer. Of a burst of a million lines in batches of 80,000 (`npm run bench -- P1`) base 8 merged most while
-- it still came in: 1.7 to 2.1 of 12 CPU-seconds per million lines; base 16 begins at the sixteenth part and had 0.1. Over ten
-- million lines each is merged once all the same, and seldom twice. The price is paid by searches beside ingest, which find
-- more parts (`P7`, 2 M lines, 95th percentile beside some 80,000 lines a second; idle they are alike):
--
--                        newest 100   rare word   absent   status   histogram
--   base 8               76 ms        117         96       108      204
--   base 16              119          128         109      121      220
--   base 50              121          158         167      160      221
ALTER TABLE log_lines MODIFY SETTING merge_selector_base = 16;
-- Lengths of texts beside the texts, not in a file of their own: 59.6 bytes a line instead of 62.8, and an insert costs 1.28 instead
-- of 1.37. Servers before 25.10 know no other way, nor the setting.
ALTER TABLE log_lines MODIFY SETTING string_serialization_version = 'single_stream'
