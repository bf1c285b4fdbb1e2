CREATE TABLE users (
    id                  text PRIMARY KEY,
    email               text NOT NULL UNIQUE CHECK (email = lower(email)),
    name                text NOT NULL DEFAULT '',
    roles               text[] NOT NULL,
    password_hash       text NOT NULL,
    password_changed_at timestamptz(3),
    created_at          timestamptz(3) NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX users_password_changed_at ON users (password_changed_at) WHERE password_changed_at IS NOT NULL;

-- A family is one sign-in. A spent token stays until it expires: using it again tells a lost answer from a theft.
CREATE TABLE refresh_tokens (
    token_hash bytea PRIMARY KEY,
    family_id  uuid NOT NULL,
    user_id    text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    successor  bytea,
    spent_at   timestamptz(3),
    expires_at timestamptz(3) NOT NULL
);
CREATE INDEX refresh_tokens_family ON refresh_tokens (family_id);
CREATE INDEX refresh_tokens_user ON refresh_tokens (user_id);
CREATE INDEX refresh_tokens_expiry ON refresh_tokens (expires_at);

-- Tokens name users that other databases may hold, so user_id refers to nothing here.
CREATE TABLE user_revisions (
    user_id    text PRIMARY KEY,
    revision   bigint NOT NULL DEFAULT 0,
    floor      bigint NOT NULL DEFAULT 0,
    live_items integer NOT NULL DEFAULT 0
);

CREATE TABLE alarms_timers (
    user_id          text NOT NULL,
    id               text NOT NULL COLLATE "C",
    type             text NOT NULL CHECK (type IN ('alarm', 'timer')),
    label            text NOT NULL,
    enabled          boolean NOT NULL,
    alarm_time       text,
    recurrence       text,
    days             smallint[] NOT NULL,
    duration         integer,
    remaining        integer,
    repeat           boolean,
    started_at       text,
    play_sound       boolean NOT NULL,
    show_popup       boolean NOT NULL,
    custom_sound     text,
    version          integer NOT NULL CHECK (version >= 1),
    revision         bigint NOT NULL,
    created_revision bigint NOT NULL,
    created_at       timestamptz(3) NOT NULL,
    updated_at       timestamptz(3) NOT NULL,
    synced_at        timestamptz(3) NOT NULL,
    deleted_at       timestamptz(3),
    PRIMARY KEY (user_id, id)
);
CREATE UNIQUE INDEX alarms_timers_revision ON alarms_timers (user_id, revision);
CREATE INDEX alarms_timers_newest ON alarms_timers (user_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX alarms_timers_tombstones ON alarms_timers (deleted_at) WHERE deleted_at IS NOT NULL;

-- The life of this database: revisions of two lives cannot be compared.
CREATE TABLE sync_epoch (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch    uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO sync_epoch DEFAULT VALUES;

CREATE TABLE devices (
    session_id text PRIMARY KEY COLLATE "C",
    user_id    text NOT NULL,
    generation bigint NOT NULL DEFAULT 0,
    first_seen timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
    last_seen  timestamptz(3) NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX devices_user ON devices (user_id, session_id);
CREATE INDEX devices_last_seen ON devices (last_seen);
