-- The fields of a line: places in the message instead of a map of their texts, which repeated a third of every message.
--
--   field_names   the names in order, each between line feeds: '\nat\nmethod\npath\n'. LowCardinality, because lines of one kind
--                 have the same list: it is a number a line, and what asks for a name looks at each different list once
--   field_places  for each name six bytes, little-endian: where its value begins and how long it is, in bytes of message and
--                 field_texts one behind the other
--   field_texts   the values that do not stand in the message as they are (escapes resolved, arrays joined, words of a
--                 parser's own), one behind the other; empty in most lines
--   key_status    stays (003), and comes with the line instead of being made of the map
--   fields        the same map as before, made when it is read (010)
--
-- Measured with 1.2 M lines of twenty resources, CPU-seconds per million lines; ms of CPU for questions on all of them:
--
--               insert  merge  bytes a line  user.id:N  names of fields
--   map         1.18    2.50   59.5          238        106
--   places      0.84    1.92   39.8          261        11
--   a list of names and of places (arrays) in each line: 0.91, 2.16, 41.2, 299
--
-- Written by app/stores/clickhouse/field-columns.ts, read by field-sql.ts.
--
-- Three files, because each must be safe to run again after a crash. Here the map is put aside first: a worker of the
-- version before, which still runs during a release, then fails to insert and keeps its frames for the one that follows. Large parts
-- are renamed by links; small ones, which are one file, are written anew (ten million lines in nothing but small parts: 17 s). Not by
-- alter_sync = 0, which would return at once: replicas refuse the next ALTER until they have applied the one before.
ALTER TABLE log_lines ADD COLUMN IF NOT EXISTS field_names LowCardinality(String);
ALTER TABLE log_lines ADD COLUMN IF NOT EXISTS field_places String CODEC(ZSTD(1));
ALTER TABLE log_lines ADD COLUMN IF NOT EXISTS field_texts String CODEC(ZSTD(1));
ALTER TABLE log_lines RENAME COLUMN IF EXISTS fields TO stored_fields
