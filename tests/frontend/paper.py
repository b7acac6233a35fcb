"""A proof's QR code as it lies on a desk: printed, a little turned, a little soft, in bad light."""

import io
from pathlib import Path

from PIL import Image, ImageFilter

from chalicelib.proofs.adapters.qr_square import draw

DESK, SHEET = (120, 116, 108), (236, 233, 226)


def printed(url: str, size: tuple[int, int] = (1280, 960), side: int = 620) -> Image.Image:
    """A photo of ``size`` pixels in which the square is ``side`` wide."""
    square = Image.open(io.BytesIO(draw(url).png(scale=8))).convert("RGB")
    square = square.resize((side, side), Image.Resampling.BILINEAR)
    sheet = Image.new("RGB", (side + 160, side + 160), SHEET)
    sheet.paste(Image.blend(square, Image.new("RGB", square.size, SHEET), 0.15), (80, 80))
    photo = Image.new("RGB", size, DESK)
    turned = sheet.rotate(6, Image.Resampling.BILINEAR, expand=True, fillcolor=DESK)
    photo.paste(turned, ((size[0] - turned.width) // 2, (size[1] - turned.height) // 2))
    return photo.filter(ImageFilter.GaussianBlur(1.2))


def jpeg(photo: Image.Image) -> bytes:
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=70)
    return out.getvalue()


def film(photo: Image.Image, place: Path) -> Path:
    """A one-second video of it, for ``--use-file-for-fake-video-capture`` (YUV4MPEG2, 4:2:0)."""
    luma, *chroma = photo.convert("YCbCr").split()
    half = (photo.width // 2, photo.height // 2)
    planes = [luma.tobytes(), *(one.resize(half).tobytes() for one in chroma)]
    header = f"YUV4MPEG2 W{photo.width} H{photo.height} F10:1 Ip A1:1 C420jpeg\n"
    place.write_bytes(header.encode() + (b"FRAME\n" + b"".join(planes)) * 5)
    return place
