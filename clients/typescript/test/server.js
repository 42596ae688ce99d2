import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CONVERGE = process.env.SERVER_COMMAND ?? fileURLToPath(new URL("../../../converge", import.meta.url));

async function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** A server in a process of its own, which can be killed and started again at the same address. */
export class Server {
  static async start() {
    const server = new Server(await freePort(), mkdtempSync(join(tmpdir(), "converge-client-")));
    await server.startAgain();
    return server;
  }

  constructor(port, folder) {
    this.port = port;
    this.folder = folder;
    this.url = `http://127.0.0.1:${port}`;
  }

  async startAgain() {
    // A group of its own: the script starts Java, and both have to end.
    this.process = spawn(
      CONVERGE,
      ["serve", "--port", String(this.port), "--data", join(this.folder, "data")],
      { detached: true, stdio: ["ignore", "pipe", "inherit"] },
    );
    await new Promise((resolve, reject) => {
      let said = "";
      this.process.stdout.on("data", (chunk) => {
        said += chunk;
        if (said.includes("converge listens on")) {
          resolve();
        }
      });
      this.process.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
    });
  }

  async kill() {
    const gone = new Promise((resolve) => this.process.once("exit", resolve));
    process.kill(-this.process.pid, "SIGKILL");
    await gone;
  }

  async close() {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
