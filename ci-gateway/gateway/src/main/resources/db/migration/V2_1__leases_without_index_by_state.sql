-- Every change of a lease's state would move its entry, and only the start of a gateway reads by state.
drop index lease_by_state;
