-- A day of receipt that is over is merged into one part. While lines pour in merges save work (006), and leave some seven parts a
-- day; whoever searches ten days then opens seventy, and each costs a third of a millisecond of CPU before a line is read. Ten million
-- lines of twenty resources in ten days, half a million of them the asking one's, CPU of an idle engine:
--
--                       histogram   counting lines by the index   parts
--   as merged before    60 ms       23 ms                         68
--   finished days one   36 ms       11 ms                         22
--
-- It takes one more merge of each line (0.8 CPU-seconds a million) and its index once more (1.9), at night.
--
-- Half an hour after the last part of the day was written: frames wait in the spool for minutes, and the index on messages is
-- built from an hour after midnight on (app/domain/logs/index-old-lines.ts), when the one part is there. Lines that come later, from
-- quarantine or an overflow, make the day be merged once more. Days of more than 150 GB stay in parts
-- (max_bytes_to_merge_at_max_space_in_pool, which newer servers ask by themselves).
ALTER TABLE log_lines MODIFY SETTING min_age_to_force_merge_seconds = 1800, min_age_to_force_merge_on_partition_only = 1;
ALTER TABLE log_lines MODIFY SETTING enable_max_bytes_limit_for_min_age_to_force_merge = 1
