-- Lengths of texts beside the texts, not in a stream of their own: 59.6 bytes a line instead of 62.8, and an insert costs 1.28
-- CPU-seconds per million lines instead of 1.37. Servers before 25.10 know no other way, nor the setting.
ALTER TABLE log_lines MODIFY SETTING string_serialization_version = 'single_stream'
