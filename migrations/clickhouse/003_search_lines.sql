-- What makes searches of log_lines fast, as measured on 2 M lines of four resources. All questions on ten million lines
-- (`npm run bench -- search`), and what was tried and left out: docs/decisions/search.md.
--
-- key_status: the text of fields['status'] in a column of its own. A status is asked for in most searches for trouble,
-- and reading one key of the map reads every key and value: counting `status:>=500` over 546 k lines took 192 ms of CPU
-- by the map and 40 by the column. It costs half a byte a line and nothing measurable at insert. Lines stored before it
-- read it from the map, so both spell the same.
--
-- message_grams: which pieces of six characters a block of 32 768 messages holds, lower case. A word is searched anywhere
-- in the text, also inside longer words, so an index of whole words could not leave a block out; this one can, for words
-- of six characters and more: 20 ms of CPU instead of 150 for a rare word. 4.8 bytes a line. Built while lines come it
-- would cost 1.9 CPU-seconds per million lines beside the 2.8 of inserting them, and that again at each merge; so it is
-- built afterwards, four times an hour for what has none (workers/index-old-lines.ts, materialize_skip_indexes_on_insert = 0
-- at the insert and the setting below). Until then lines are scanned. One hash function: with n pieces a block is read for
-- nothing with 0.4^n, and a second hash costs as much as the first.
--
-- On ten million lines of twenty resources over ten days, half a million of them the asking one's; ms of CPU on an idle engine,
-- and in brackets ms at the 95th percentile beside 20,000 lines a second coming in; `plain` is 001 alone:
--
--            newest 100  rare word  part of a word  status:>=500  user.id:N  7 days' histogram  a line, its context  bytes a line
--   with     21 (26)     25 (34)    25 (31)         26 (42)       321 (215)  26 (24)            59 (56)              67.0
--   plain    19 (28)     101 (95)   102 (85)        33 (51)       305 (240)  26 (32)            56 (61)              62.7
--
-- A statement that is repeated after a crash changes nothing: IF NOT EXISTS, and a setting is what it is.
ALTER TABLE log_lines ADD COLUMN IF NOT EXISTS key_status LowCardinality(String) MATERIALIZED fields['status'];
ALTER TABLE log_lines ADD INDEX IF NOT EXISTS message_grams lower(message) TYPE ngrambf_v1(6, 131072, 1, 0) GRANULARITY 4;
ALTER TABLE log_lines MODIFY SETTING materialize_skip_indexes_on_merge = 0;
