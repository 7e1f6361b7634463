"""Files in forms: none, but where a page asks for one, and then not more of it than it says.

@takes_a_file(most=5_000_000)
def import_file(request):
    form = Import.of(request)          # a FileField; too_large(file) says whether it was cut
"""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = Callable[..., HttpResponse]


class NoFiles(FileUploadHandler):
    """Stops at the first byte of a file. Django answers 400."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise RequestDataTooBig("This form takes no files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


class InMemory(FileUploadHandler):
    """Keeps a file in memory, and of one that is too large a byte more than may be: nothing of it
    lies on a disk."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most = most

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.kept.write(raw_data[: self.most + 1 - self.kept.tell()])
        return None

    def file_complete(self, file_size: int) -> UploadedFile:
        size = self.kept.tell()
        self.kept.seek(0)
        name, kind = self.file_name, self.content_type
        return InMemoryUploadedFile(self.kept, self.field_name, name, kind or "", size, None)


def takes_a_file(*, most: int) -> Callable[[View], View]:
    """Let a page take files of up to so many bytes each; a larger one comes a byte too long."""

    def decorated(view: View) -> View:
        protected = csrf_protect(view)

        # The token is among what was posted, and to read that is to read the file: so it is
        # looked at after we have said where the file goes, not before.
        @csrf_exempt
        @wraps(view)
        def taking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.upload_handlers = [InMemory(request, most)]
            return protected(request, *args, **kwargs)

        return taking

    return decorated
