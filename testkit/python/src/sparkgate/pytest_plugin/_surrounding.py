"""The lease that pytest runs in: that of `sparkgate run`, of a CI job or of a notebook."""

from dataclasses import dataclass

from sparkgate import _finder
from sparkgate._lease import Lease
from sparkgate._surroundings import setting
from sparkgate.errors import SparkgateError
from sparkgate.pytest_plugin._need import Need
from sparkgate.pytest_plugin._options import Options


@dataclass(frozen=True)
class SurroundingLease:
    """Held by somebody else, so never given back from here; it may have tables already, which the tests shall see."""

    lease: Lease

    @staticmethod
    def found(need: Need, options: Options) -> "SurroundingLease | None":
        """Returns it where it is what the tests need."""
        if options.around is None or need.owner is not None or need.fixtures or need.conf:
            return None
        remote, known, environment = options.around
        # Its environment is the wish of whoever made it, unless somebody wishes for another one by name.
        asked = setting("SPARKGATE_ENVIRONMENT") or environment
        if need.environment not in ("test", environment) or asked != environment:
            return None
        gateway = _finder.look(environment, options.url)
        if gateway is None:
            return None
        answer = gateway.lease(known)
        if answer["state"] != "ACTIVE":
            raise SparkgateError(
                "LEASE_ENDED",
                f"lease {known} of SPARKGATE_LEASE_ID is {answer.get('reason') or answer['state']} (expected: ACTIVE); "
                "unset SPARK_REMOTE and SPARKGATE_LEASE_ID, or lease anew",
            )
        lease = Lease(gateway, {**answer, "remote": remote}, 0.0)
        lease.forget()
        return SurroundingLease(lease)
