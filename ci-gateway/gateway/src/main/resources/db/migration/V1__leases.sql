create table lease (
    id               varchar(64)   primary key,
    lease_key        varchar(512),
    secret_hash      varchar(64)   not null,
    environment      varchar(128)  not null,
    team             varchar(128)  not null,
    user_name        varchar(128)  not null,
    spark            varchar(32),
    conf             text          not null,
    labels           text          not null,
    namespace        text          not null,
    ttl_ms           bigint        not null,
    idle_ms          bigint        not null,
    holder_pid       bigint,
    holder_started   timestamp with time zone,
    implicit         boolean       not null,
    created_at       timestamp with time zone not null,
    state            varchar(16)   not null,
    since            timestamp with time zone not null,
    until            timestamp with time zone,
    granted_at       timestamp with time zone,
    reason           varchar(16),
    problem_code     varchar(64),
    problem_detail   text,
    driver_id        varchar(128),
    generation       varchar(64),
    pool             varchar(128),
    driver_spark     varchar(32)
);

create index lease_by_state on lease (state);

create table lease_session (
    lease_id         varchar(64)   not null,
    user_id          varchar(512)  not null,
    session_id       varchar(128)  not null,
    prepared         boolean       not null,
    primary key (lease_id, user_id, session_id)
);

create table cancelled_key (
    lease_key        varchar(512)  primary key,
    cancelled_at     timestamp with time zone not null
);
