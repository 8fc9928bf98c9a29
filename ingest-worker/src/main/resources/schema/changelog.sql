--liquibase formatted sql

--changeset visitor-tracker:1-visit-events
SET LOCAL lock_timeout = '5s';
-- The id is a ULID: its first 48 bits are the visit's time. So a range of ids is a range of time, the
-- primary key alone deduplicates across partitions, and no column repeats the time. Which indexes a
-- partition has depends on whether it still grows, so the worker gives each its own (IndexSet).
CREATE TABLE visit_events (
    id            uuid     NOT NULL,
    duration_ms   integer,
    response_code smallint NOT NULL,
    site          text     NOT NULL,
    source_ip     inet     NOT NULL,
    endpoint      text     NOT NULL,
    method        text     NOT NULL,
    user_agent    text,
    referrer      text,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
--rollback DROP TABLE visit_events;

--changeset visitor-tracker:2-visit-time runInTransaction:true splitStatements:false
-- For people who query by hand: SELECT visit_time(id) ...; WHERE id >= visit_id_at('2026-01-01').
CREATE FUNCTION visit_time(id uuid) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN to_timestamp(('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0);
CREATE FUNCTION visit_id_at(moment timestamptz) RETURNS uuid
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (lpad(to_hex(floor(extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
--rollback DROP FUNCTION visit_time(uuid); DROP FUNCTION visit_id_at(timestamptz);

--changeset visitor-tracker:3-ingest-watermark
SET LOCAL lock_timeout = '5s';
-- lost: records that Kafka dropped before they were read, accepted by an operator. topic_id: Kafka's id of
-- the topic that the offsets belong to, because a topic that is recreated begins its offsets at 0 again; null
-- where no worker has read the topic. The table is small and always updated in place: the free space keeps its
-- updates off the index.
CREATE TABLE ingest_watermark (
    topic         text        NOT NULL,
    partition     integer     NOT NULL,
    first_offset  bigint      NOT NULL,
    next_offset   bigint      NOT NULL,
    stored        bigint      NOT NULL DEFAULT 0,
    duplicate     bigint      NOT NULL DEFAULT 0,
    dead_lettered bigint      NOT NULL DEFAULT 0,
    committed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    lost          bigint      NOT NULL DEFAULT 0,
    topic_id      text,
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
--rollback DROP TABLE ingest_watermark;

--changeset visitor-tracker:4-visit-counts
SET LOCAL lock_timeout = '5s';
CREATE TABLE visit_counts (
    site          text        NOT NULL,
    grain         text        NOT NULL CHECK (grain IN ('all', 'day', 'hour', 'minute')),
    bucket        timestamptz NOT NULL,
    shard         smallint    NOT NULL,
    visits        bigint      NOT NULL,
    client_errors bigint      NOT NULL,
    server_errors bigint      NOT NULL,
    PRIMARY KEY (site, grain, bucket, shard)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX visit_counts_grain ON visit_counts (grain, bucket);
--rollback DROP TABLE visit_counts;

--changeset visitor-tracker:5-visit-totals
SET LOCAL lock_timeout = '5s';
-- The counts of all sites together, so that they cost the same however many sites there are.
CREATE TABLE visit_totals (
    grain         text        NOT NULL CHECK (grain IN ('all', 'day', 'hour', 'minute')),
    bucket        timestamptz NOT NULL,
    shard         smallint    NOT NULL,
    visits        bigint      NOT NULL,
    client_errors bigint      NOT NULL,
    server_errors bigint      NOT NULL,
    PRIMARY KEY (grain, bucket, shard)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
--rollback DROP TABLE visit_totals;

--changeset visitor-tracker:6-visitor-sketches
SET LOCAL lock_timeout = '5s';
-- Who visited a site on a day (UTC), as a sketch of 12 to 2100 bytes; the site '' stands for all of them. A row
-- moves by compare-and-set on its version. It stays in one piece, because a sketch does not compress.
CREATE TABLE visitor_sketches (
    site    text     NOT NULL,
    day     date     NOT NULL,
    shard   smallint NOT NULL,
    version bigint   NOT NULL,
    sketch  bytea    STORAGE PLAIN NOT NULL,
    PRIMARY KEY (site, day, shard)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
-- For the days that are over and not merged yet; merged is shard -1. Retention reads the whole table: an index on
-- the day alone would tempt the planner where a site is asked for.
CREATE INDEX visitor_sketches_unmerged ON visitor_sketches (day, site) WHERE shard >= 0;
--rollback DROP TABLE visitor_sketches;

--changeset visitor-tracker:7-visit-retention
SET LOCAL lock_timeout = '5s';
-- What retention removed, so that the sums still hold: stored = rows + removed. A month that late visits brought
-- back is removed again, in a row of its own.
CREATE TABLE visit_retention (
    month      date        NOT NULL,
    removed    bigint      NOT NULL,
    removed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (month, removed_at)
);
--rollback DROP TABLE visit_retention;

--changeset visitor-tracker:8-retention-intent
SET LOCAL lock_timeout = '5s';
-- The table that retention is about to detach and drop; null once it is dropped. A table that is not named here was
-- detached by somebody else and stays.
ALTER TABLE visit_retention ADD COLUMN detaching regclass;
--rollback ALTER TABLE visit_retention DROP COLUMN detaching;
