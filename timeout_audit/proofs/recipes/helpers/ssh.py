"""An SSH server that lets anyone in and then does nothing, for the recipes of SSH clients. It leans on paramiko."""

from __future__ import annotations

import socket
import threading

import paramiko

from timeout_audit.proofs.recipe import HOST

_KEY = paramiko.RSAKey.generate(2048)
_SFTP_VERSION = b"\0\0\0\5\2\0\0\0\3"
_OPEN: list[paramiko.Transport] = []


class _Idle(paramiko.ServerInterface):
    """Accepts every login, session, command and subsystem; ``mute`` says that not even SFTP gets a word."""

    def __init__(self, *, mute: bool) -> None:
        self._mute = mute

    def check_auth_password(self, _username: str, _password: str) -> int:
        """Let anyone in."""
        return paramiko.AUTH_SUCCESSFUL

    def check_channel_request(self, _kind: str, _number: int) -> int:
        """Open any channel."""
        return paramiko.OPEN_SUCCEEDED

    def check_channel_exec_request(self, _channel: paramiko.Channel, _command: bytes) -> bool:
        """Take the command, and never run it."""
        return True

    def check_channel_subsystem_request(self, channel: paramiko.Channel, _name: str) -> bool:
        """Take the subsystem (SFTP), tell its version a little later, and answer nothing."""
        if not self._mute:
            threading.Timer(0.2, channel.sendall, (_SFTP_VERSION,)).start()
        return True


def start(*, mute: bool = False) -> int:
    """Start the server in a thread of its own; its port. A ``mute`` one does not tell the version of SFTP."""
    listener = socket.create_server((HOST, 0), backlog=128)

    def serve() -> None:
        while True:
            client, _ = listener.accept()
            transport = paramiko.Transport(client)
            transport.add_server_key(_KEY)
            transport.start_server(threading.Event(), _Idle(mute=mute))
            _OPEN.append(transport)

    threading.Thread(target=serve, daemon=True).start()
    port: int = listener.getsockname()[1]
    return port
