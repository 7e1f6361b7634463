"""A small SMTP server (RFC 5321) that answers as told and keeps what it took."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Mailbox:
    """`answers`: what to say to a command instead of yes, by its first word."""

    url: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    taken: list[bytes] = field(default_factory=list)


@contextmanager
def receiving(**answers: str) -> Iterator[Mailbox]:
    mailbox = Mailbox(answers=answers)

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            converse(self, mailbox)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        address_family = socket.AF_INET

    with Server(("127.0.0.1", 0), Conversation) as server:
        mailbox.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield mailbox
        server.shutdown()


def converse(line: socketserver.StreamRequestHandler, mailbox: Mailbox) -> None:
    def say(words: str) -> None:
        line.wfile.write(f"{words}\r\n".encode())

    say(mailbox.answers.get("GREETING", "220 ready"))
    while command := line.rfile.readline():
        verb = command.split()[0].decode().upper() if command.split() else ""
        if verb in mailbox.answers:
            say(mailbox.answers[verb])
        elif verb == "EHLO":
            say("250 here")
        elif verb == "DATA":
            say("354 go on")
            mailbox.taken.append(message(line))
            say(mailbox.answers.get("END", "250 taken"))
        elif verb == "QUIT":
            say("221 bye")
            return
        else:
            say("250 yes")


def message(line: socketserver.StreamRequestHandler) -> bytes:
    lines = []
    while (one := line.rfile.readline()) not in (b".\r\n", b""):
        lines.append(one)
    return b"".join(lines)
