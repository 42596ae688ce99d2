"""A converge server in a process of its own, which can be killed and started again."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
COMMAND = os.environ.get("SERVER_COMMAND", str(ROOT / "converge"))


class Server:
    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = tempfile.mkdtemp(prefix="converge-client-")
        self.start()

    def start(self) -> None:
        # A group of its own: the script starts Java, and both have to end.
        self.process = subprocess.Popen(
            [COMMAND, "serve", "--port", str(self.port), "--data", self.folder + "/data"],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if "converge listens on" in line:
                return
        raise AssertionError(f"the server ended with {self.process.wait()}")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self.folder)
