-- `fields` as it was to whoever reads it: a map of texts, made from names and places (008) when it is asked for.
ALTER TABLE log_lines DROP COLUMN IF EXISTS stored_fields;
ALTER TABLE log_lines ADD COLUMN IF NOT EXISTS fields Map(String, String) ALIAS mapFromArrays(
    arrayPopBack(arrayPopFront(splitByChar('\n', toString(field_names)))),
    arrayMap(
        at -> substring(concat(message, field_texts),
            reinterpretAsUInt32(substring(field_places, at + 1, 3)) + 1,
            reinterpretAsUInt32(substring(field_places, at + 4, 3))),
        range(0, length(field_places), 6)))
