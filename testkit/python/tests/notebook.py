"""A notebook, run without a browser."""

import base64
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient


class Notebook:
    """What the cells of a notebook have put out."""

    def __init__(self, content: Any) -> None:
        self._cells = [cell for cell in content.cells if cell.cell_type == "code"]

    @staticmethod
    def run(content: Any, variables: Mapping[str, str], folder: Path) -> "Notebook":
        """Runs all cells; those that may fail have the tag raises-exception."""
        client = NotebookClient(
            content, timeout=180, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
        )
        client.execute(env=dict(variables))
        return Notebook(content)

    @staticmethod
    def of(*cells: str) -> Any:
        """Returns a notebook of these cells; one that begins with `# fails` may."""
        made = nbformat.v4.new_notebook()
        for source in cells:
            tags = {"tags": ["raises-exception"]} if source.startswith("# fails") else {}
            made.cells.append(nbformat.v4.new_code_cell(source, metadata=tags))
        return made

    def text(self, cell: int) -> str:
        return "".join(output.text for output in self._cells[cell].outputs if output.output_type == "stream")

    def shown(self, cell: int, kind: str) -> list[str]:
        """Returns what a cell has displayed of a MIME type."""
        return [output.data[kind] for output in self._cells[cell].outputs if "data" in output and kind in output.data]

    def image_size(self, cell: int) -> tuple[int, int]:
        """Returns width and height of a cell's one picture."""
        (picture,) = self.shown(cell, "image/png")
        content = base64.b64decode(picture)
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", content[16:24])
        return width, height
