"""What went wrong, in the words of the gateway."""


class SparkgateError(Exception):
    """Says what failed, the offending value, what was expected, and the next step.

    `code` is the same word as in the gateway's HTTP answers and logs, such as ENVIRONMENT_UNKNOWN.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message if message.startswith(f"{code}:") else f"{code}: {message}")
        self.code = code


class GatewayUnreachableError(SparkgateError):
    """Nothing answers where a gateway should be."""

    def __init__(self, message: str) -> None:
        super().__init__("GATEWAY_UNREACHABLE", message)
