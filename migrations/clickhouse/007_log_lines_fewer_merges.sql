ALTER TABLE log_lines MODIFY SETTING merge_selector_base = 50
