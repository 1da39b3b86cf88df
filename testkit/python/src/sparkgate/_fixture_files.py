"""The files of a fixture, named by their content and packed for a gateway that is elsewhere."""

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from sparkgate.errors import SparkgateError

# What a YAML file may have for a file's name: a text in quotes, or what stands plain after a colon, dash or bracket.
_SCALAR = re.compile(
    r"""\"([^"\n]+)\"|'([^'\n]+)'|(?:[:,\[{-][ \t]+|\[|\{)([^\s"'#,{}\[\]](?:(?!:\s)[^#,{}\[\]\n])*)"""
)
_DESCRIPTION = re.compile(r"[^._].*\.(ya?ml|sql)", re.IGNORECASE)


@dataclass(frozen=True)
class FixtureFiles:
    """A fixture file or folder, with the data that it names beside it; files by their name from the folder on."""

    path: Path
    name: str
    files: dict[str, Path]

    @staticmethod
    def at(path: str | Path) -> "FixtureFiles":
        """Finds the files of a fixture: descriptions, and every file that one of them mentions."""
        whole = Path(path).absolute()
        if whole.is_dir():
            folder = whole
            named = [file.name for file in folder.iterdir() if file.is_file() and _DESCRIPTION.fullmatch(file.name)]
            yaml = [name for name in named if not name.lower().endswith(".sql")]
            described = yaml or named  # beside a YAML file, SQL is for it to mention
        elif whole.is_file():
            folder, described = whole.parent, [whole.name]
        else:
            raise SparkgateError(
                "FIXTURE_FAILED",
                f"fixture '{path}' is not there (expected: a fixture file or a folder of such, absolute or from "
                f"{Path.cwd()}); check the path",
            )
        if not described:
            raise SparkgateError(
                "FIXTURE_FAILED",
                f"folder '{path}' has no fixture files (expected: at least one .yaml or .sql file); check the path",
            )
        text = "\n".join((folder / name).read_text("utf-8", errors="replace") for name in described)
        files = {name: folder / name for name in described}
        files.update(_mentioned(folder, text))
        return FixtureFiles(whole, str(path), dict(sorted(files.items())))

    @property
    def id(self) -> str:
        """The same for the same files with the same names, as the gateway counts it."""
        content = hashlib.sha256(b"sparkgate-fixture-1\n")
        for name, file in self.files.items():
            content.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
        return content.hexdigest()

    def archive(self) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, file in self.files.items():
                archive.write(file, name)
        return packed.getvalue()


def _mentioned(folder: Path, text: str) -> dict[str, Path]:
    """Returns the files that the text names, and those below a folder that it names."""
    found: dict[str, Path] = {}
    for name in {(plain or quoted or double).strip() for double, quoted, plain in _SCALAR.findall(text)}:
        path = folder / name
        if not _is_inside(name):
            continue
        if path.is_file():
            found[name] = path
        elif path.is_dir():
            below = (file for file in path.rglob("*") if file.is_file())
            found.update(
                (f"{name}/{inside}", path / inside)
                for inside in (file.relative_to(path).as_posix() for file in below)
                if _is_inside(inside)
            )
    return found


def _is_inside(name: str) -> bool:
    return bool(name) and not any(part in ("", "..") or part.startswith((".", "_")) for part in name.split("/"))
