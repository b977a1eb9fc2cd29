-- One row is one log line of one frame that Logplex sent us.
--
-- Sort key: a customer always asks within a resource and a time range, newest first. The three columns after
-- `timestamp` make the order total, so cursors never show a line twice or miss one between equal timestamps;
-- they are left out of the primary key because they would only make the in-memory index larger.
-- The line's public id is (timestamp, received_at, frame_seq, line_index): nothing random is stored for it.
--
-- Partition: day of receipt. `timestamp` comes from the sender; a hostile one could open thousands of partitions.
--
-- TTL: each row carries its plan's retention, so a plan change applies to new lines and never shortens old ones.
--
-- Deduplication window: an insert that is retried after a crash carries the same insert_deduplication_token and is
-- absorbed. 10 000 batches is over two hours at one batch a second, far longer than a batch can stay unacknowledged.
--
-- Read by: app/stores/clickhouse/{log-lines,line-facets,line-stats}.ts.
CREATE TABLE IF NOT EXISTS log_lines
(
    resource_id    UUID CODEC(ZSTD(1)),
    timestamp      DateTime64(6, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    received_at    DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    frame_seq      UInt32 CODEC(T64, ZSTD(1)),
    line_index     UInt32 CODEC(T64, ZSTD(1)),
    drain_id       UUID CODEC(ZSTD(1)),
    kind           LowCardinality(String),
    level          LowCardinality(String),
    message_len    UInt32 CODEC(T64, ZSTD(1)),
    priority       UInt16 CODEC(T64, ZSTD(1)),
    version        LowCardinality(String),
    host_name      LowCardinality(String),
    app_name       LowCardinality(String),
    process_id     LowCardinality(String),
    message_id     LowCardinality(String),
    message        String CODEC(ZSTD(1)),
    fields         Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    retention_days UInt16 CODEC(T64, ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(received_at)
PRIMARY KEY (resource_id, timestamp)
ORDER BY (resource_id, timestamp, received_at, frame_seq, line_index)
TTL toDateTime(received_at) + toIntervalDay(retention_days)
SETTINGS non_replicated_deduplication_window = 10000
