-- What is still to be done of an ending lease's teardown; null = all of it.
alter table lease add column teardown varchar(16);
-- Whether a connection has held it: then it ends a while after the last one.
alter table lease add column held boolean default false not null;
