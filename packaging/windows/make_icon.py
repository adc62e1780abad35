"""Writes sandan.ico from the icon of the Linux desktop: python packaging/windows/make_icon.py"""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

HERE = Path(__file__).resolve().parent
DRAWING = HERE.parent / "linux" / "sandan.svg"
SIZES = (16, 24, 32, 48, 64, 256)
HEADER = 6 + 16 * len(SIZES)


def main() -> None:
    """Write the icon: a table of the sizes, then each as PNG (Windows Vista and newer)."""
    pictures = [picture(size) for size in SIZES]
    table = struct.pack("<HHH", 0, 1, len(SIZES))
    offset = HEADER
    for size, data in zip(SIZES, pictures, strict=True):
        edge = size % 256  # 0 stands for 256
        table += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    (HERE / "sandan.ico").write_bytes(table + b"".join(pictures))


def picture(size: int) -> bytes:
    """The drawing as PNG."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


if __name__ == "__main__":
    main()
