"""Reading a workbook in a process of its own, which has little memory, little time and nothing of the record.

`python -m chinhdanh.web.imports.apart FILE OUT` writes the cells of each sheet to OUT as Arrow files, packed as an import
keeps them, and says on stdout what it found. A file that is made to fill the memory takes this process down, and nothing
else.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

MEMORY = 4 << 30
SECONDS = 60


def main(file: Path, out: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    import pyarrow as pa

    from chinhdanh.registry.problems import RegistryProblems
    from chinhdanh.registry.readers.convert import ROW
    from chinhdanh.registry.readers.excel import open_workbook, sheet_cells

    try:
        book = open_workbook(file)
        sheets = []
        packed = pa.ipc.IpcWriteOptions(compression="zstd")
        for n, name in enumerate(book.sheet_names):
            cells, errors = sheet_cells(book, name, file)
            cells = cells.drop_columns([ROW])
            with (
                pa.OSFile(str(out / f"{n}.arrow"), "wb") as sink,
                pa.ipc.new_file(sink, cells.schema, options=packed) as writer,
            ):
                writer.write_table(cells)
            sheets.append({"name": name, "errors": errors})
    except RegistryProblems as refused:
        first = refused.problems[0]
        print(json.dumps({"refused": {"vi": first.message_vi, "en": first.message_en}}))
    else:
        print(json.dumps({"sheets": sheets}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
