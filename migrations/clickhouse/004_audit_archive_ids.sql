-- The ids of an archive while it is compared with what is stored: a set that may be larger than a process should hold.
-- One import writes them in numbered batches, asks per batch what is stored already, and at the end what is missing on
-- either side. Nobody reads them afterwards.
--
-- Sort key: an import, then its batch; both questions read exactly one range.
--
-- TTL: an import takes minutes; a day leaves room for one that is looked into.
--
-- Read by: app/stores/clickhouse/changes/archive-ids.ts.
CREATE TABLE IF NOT EXISTS audit_archive_ids
(
    import_id   UUID CODEC(ZSTD(1)),
    batch       UInt32 CODEC(ZSTD(1)),
    id          String CODEC(ZSTD(1)),
    staged_at   DateTime DEFAULT now() CODEC(ZSTD(1))
)
ENGINE = MergeTree
ORDER BY (import_id, batch)
TTL staged_at + INTERVAL 1 DAY;
