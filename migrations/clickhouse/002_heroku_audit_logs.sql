-- One row is one change as one source told it: an event of the enterprise audit trail, a webhook event, or an `app api`
-- line of a drain (tags['source']). The first 52 columns, their names and types are those of the table of this name that
-- RunReveal documents, spelt DateTime64(3, 'UTC') where it says DateTime(3). What they hold: app/contract/change.ts.
--
-- The columns after them are ours:
--   resource_id   the tenant; workspaceID says the same as text
--   sentence      the change in words, stored because people search for it
--   subject       what exactly changed (names of config vars, an add-on, a collaborator), spelt the same by every source:
--                 by it the same change told by two sources is recognised when read; empty when the source does not say
--   precedence    orders rows of one event; see below
--
-- Sort key: one resource, a range of time, newest first, and the id to make the order total. It holds all that names an
-- event, so an event that is inserted again (polls re-read a day, archives overlap them, a worker dies half-way) is the
-- same row again: ReplacingMergeTree keeps one, and reads say FINAL for those not merged yet. Of several the one that was
-- received first stays (the largest precedence), so `receivedAt` and the place in pages never move. Deduplication by
-- insert token, as log_lines has it, would not do: here the same event comes in different batches.
--
-- No partition: events of one name must meet in one partition to be merged, and by the event's own time a hostile sender
-- could open hundreds. A resource has thousands of changes where it has hundreds of millions of lines.
--
-- TTL: sourceTTL days from receipt (a past month's archive is not expired when it comes in), 0 is for ever: the purge of
-- a removed resource deletes those.
--
-- Index on id: a link to one change names no time.
--
-- Read by: app/stores/clickhouse/changes/.
CREATE TABLE IF NOT EXISTS heroku_audit_logs
(
    workspaceID                 String CODEC(ZSTD(1)),
    sourceID                    String CODEC(ZSTD(1)),
    sourceType                  String CODEC(ZSTD(1)),
    sourceTTL                   UInt32 CODEC(T64, ZSTD(1)),
    receivedAt                  DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    id                          String CODEC(ZSTD(1)),
    eventTime                   DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    eventName                   String CODEC(ZSTD(1)),
    eventID                     String CODEC(ZSTD(1)),
    srcIP                       String CODEC(ZSTD(1)),
    srcASCountryCode            String CODEC(ZSTD(1)),
    srcASNumber                 UInt32 CODEC(ZSTD(1)),
    srcASOrganization           String CODEC(ZSTD(1)),
    srcCity                     String CODEC(ZSTD(1)),
    srcConnectionType           String CODEC(ZSTD(1)),
    srcISP                      String CODEC(ZSTD(1)),
    srcLatitude                 Float64 CODEC(ZSTD(1)),
    srcLongitude                Float64 CODEC(ZSTD(1)),
    srcUserType                 String CODEC(ZSTD(1)),
    dstIP                       String CODEC(ZSTD(1)),
    dstASCountryCode            String CODEC(ZSTD(1)),
    dstASNumber                 UInt32 CODEC(ZSTD(1)),
    dstASOrganization           String CODEC(ZSTD(1)),
    dstCity                     String CODEC(ZSTD(1)),
    dstConnectionType           String CODEC(ZSTD(1)),
    dstISP                      String CODEC(ZSTD(1)),
    dstLatitude                 Float64 CODEC(ZSTD(1)),
    dstLongitude                Float64 CODEC(ZSTD(1)),
    dstUserType                 String CODEC(ZSTD(1)),
    actor                       Map(String, String) CODEC(ZSTD(1)),
    tags                        Map(String, String) CODEC(ZSTD(1)),
    resources                   Array(String) CODEC(ZSTD(1)),
    serviceName                 String CODEC(ZSTD(1)),
    enrichments                 Array(Tuple(data Map(String, String), name String, provider String, type String, value String)) CODEC(ZSTD(1)),
    readOnly                    Bool CODEC(ZSTD(1)),
    rawLog                      String CODEC(ZSTD(1)),
    herokuId                    String CODEC(ZSTD(1)),
    herokuAction                String CODEC(ZSTD(1)),
    herokuCreatedAt             DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    herokuType                  String CODEC(ZSTD(1)),
    herokuActorId               String CODEC(ZSTD(1)),
    herokuActorEmail            String CODEC(ZSTD(1)),
    herokuAppId                 String CODEC(ZSTD(1)),
    herokuAppName               String CODEC(ZSTD(1)),
    herokuTeamId                String CODEC(ZSTD(1)),
    herokuTeamName              String CODEC(ZSTD(1)),
    herokuOwnerId               String CODEC(ZSTD(1)),
    herokuOwnerEmail            String CODEC(ZSTD(1)),
    herokuEnterpriseAccountId   String CODEC(ZSTD(1)),
    herokuEnterpriseAccountName String CODEC(ZSTD(1)),
    herokuRequestIpAddress      String CODEC(ZSTD(1)),
    herokuData                  String CODEC(ZSTD(1)),
    resource_id                 UUID CODEC(ZSTD(1)),
    sentence                    String CODEC(ZSTD(1)),
    subject                     String CODEC(ZSTD(1)),
    precedence                  UInt64 MATERIALIZED 18446744073709551615 - toUnixTimestamp64Milli(receivedAt) CODEC(ZSTD(1)),
    INDEX by_id id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(precedence)
PRIMARY KEY (resource_id, eventTime)
ORDER BY (resource_id, eventTime, id)
TTL toDateTime(receivedAt) + toIntervalDay(sourceTTL) DELETE WHERE sourceTTL > 0;

-- The other name of the same events: RunReveal's guide calls them by both. Its 52 columns alone, each event once.
CREATE VIEW IF NOT EXISTS heroku_logs AS
SELECT
    workspaceID, sourceID, sourceType, sourceTTL, receivedAt, id, eventTime, eventName, eventID,
    srcIP, srcASCountryCode, srcASNumber, srcASOrganization, srcCity, srcConnectionType, srcISP, srcLatitude,
    srcLongitude, srcUserType, dstIP, dstASCountryCode, dstASNumber, dstASOrganization, dstCity, dstConnectionType,
    dstISP, dstLatitude, dstLongitude, dstUserType, actor, tags, resources, serviceName, enrichments, readOnly, rawLog,
    herokuId, herokuAction, herokuCreatedAt, herokuType, herokuActorId, herokuActorEmail, herokuAppId, herokuAppName,
    herokuTeamId, herokuTeamName, herokuOwnerId, herokuOwnerEmail, herokuEnterpriseAccountId,
    herokuEnterpriseAccountName, herokuRequestIpAddress, herokuData
FROM heroku_audit_logs FINAL;
