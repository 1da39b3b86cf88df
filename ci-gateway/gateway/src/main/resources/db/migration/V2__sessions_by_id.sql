create index lease_session_by_session on lease_session (session_id, user_id);
