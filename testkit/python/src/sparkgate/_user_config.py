"""Which gateway an environment has, by the user's own config.yaml: `gateways: {staging: https://…}`."""

import re
from pathlib import Path

from sparkgate import _surroundings
from sparkgate.errors import SparkgateError

_PAIR = re.compile(r"""\s*(?:"([^"]+)"|'([^']+)'|([\w.-]+))\s*:\s+(?:"([^"]+)"|'([^']+)'|([^\s,"'}#]+))\s*""")


def gateway_of(environment: str) -> str | None:
    """Returns the URL of the environment's own gateway; None when no file says one."""
    for folder in dict.fromkeys((_surroundings.home(), _surroundings.personal_home())):
        file = folder / "config.yaml"
        try:
            text = file.read_text("utf-8")
        except OSError:  # no such file, or not ours to read
            continue
        url = _gateways(file, text).get(environment)
        if url:
            return url
    return None


def _gateways(file: Path, text: str) -> dict[str, str]:
    """Reads the one mapping that we need; the standard library has no YAML."""
    lines = [re.sub(r"(^|\s)#.*", "", line).rstrip() for line in text.splitlines()]
    start = next((at for at, line in enumerate(lines) if line.startswith("gateways:")), None)
    if start is None:
        return {}
    flow = lines[start].removeprefix("gateways:").strip()
    block: list[str] = []
    for line in lines[start + 1 :]:
        if line and not line[0].isspace() and not flow.startswith("{"):
            break
        block.append(line)
    if flow.startswith("{"):
        whole = " ".join([flow, *block])
        pairs = whole[1 : whole.find("}")].split(",") if "}" in whole else [whole]
    else:
        pairs = ([flow] if flow else []) + block
    return dict(_pair(file, pair) for pair in pairs if pair.strip())


def _pair(file: Path, text: str) -> tuple[str, str]:
    found = _PAIR.fullmatch(text)
    if not found:
        raise SparkgateError(
            "CONFIG_INVALID",
            f"{file}: '{text.strip()}' is not as expected (expected: 'gateways: {{ENVIRONMENT: https://HOST}}'); "
            "correct or remove the file",
        )
    names, urls = found.groups()[:3], found.groups()[3:]
    return next(name for name in names if name), next(url for url in urls if url)
