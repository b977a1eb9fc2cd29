-- Fields of the lines that have a map: all of their values become texts of their own. A status that was stored before it had
-- a column gets one, too. Four columns are written anew, and the release asks after it until it ended (migrations/clickhouse.ts),
-- because 010 drops the map; a call that waited for it would outlast its connection.
ALTER TABLE log_lines MODIFY COLUMN key_status LowCardinality(String) DEFAULT stored_fields['status'];
ALTER TABLE log_lines UPDATE
    key_status = stored_fields['status'],
    field_names = concat('\n', arrayStringConcat(arrayMap(name -> replaceAll(toString(name), '\n', ' '), mapKeys(stored_fields)), '\n'), '\n'),
    field_places = arrayStringConcat(arrayMap(
        (past, size) -> concat(
            substring(reinterpretAsString(toUInt32(16777216 + length(message) + past - size)), 1, 3),
            substring(reinterpretAsString(toUInt32(16777216 + size)), 1, 3)),
        arrayCumSum(arrayMap(value -> length(value), mapValues(stored_fields))),
        arrayMap(value -> length(value), mapValues(stored_fields)))),
    field_texts = arrayStringConcat(mapValues(stored_fields))
    WHERE field_names = '' AND notEmpty(mapKeys(stored_fields))
    SETTINGS mutations_sync = 0;
ALTER TABLE log_lines MODIFY COLUMN key_status LowCardinality(String) DEFAULT ''
