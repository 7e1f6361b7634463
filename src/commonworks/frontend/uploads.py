"""No form of the house takes a file yet: whoever sends one is refused before it is read."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class NoFiles(FileUploadHandler):
    """Stops at the first byte of a file. Django answers 400."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise RequestDataTooBig("This form takes no files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None
