-- The gateway that the database belongs to. Each one that takes it over counts the epoch up: what an earlier one still tries
-- to write is refused.
create table gateway_holder (
    id       integer      primary key,
    epoch    bigint       not null,
    holder   varchar(256) not null,
    since    timestamp with time zone not null
);

insert into gateway_holder (id, epoch, holder, since) values (1, 0, 'nobody', current_timestamp);
