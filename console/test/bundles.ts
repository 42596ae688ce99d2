/** The recorded runs in `replays/`: what is in their bundles. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import type { Event } from "../src/api/types.ts";

const FOLDER = join(process.env["CONSOLE_HOME"] ?? ".", "../replays");

export interface Bundle {
  name: string;
  events: Event[];
  job: Record<string, unknown>;
}

/** Every recorded bundle, by its file name. */
export function bundles(): Bundle[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .flatMap(version =>
      readdirSync(join(FOLDER, version.name))
        .filter(name => name.endsWith(".zip"))
        .map(name => read(name, readFileSync(join(FOLDER, version.name, name)))),
    );
}

function read(name: string, zip: Buffer): Bundle {
  const files = unzip(zip);
  const events = files.get("events.ndjson")!.toString("utf8").trim().split("\n");
  return {
    name,
    events: events.map(line => JSON.parse(line) as Event),
    job: JSON.parse(files.get("job.json")!.toString("utf8")) as Record<string, unknown>,
  };
}

/** Just enough of the format: stored and deflated entries, found by the central directory. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let i = zip.readUInt16LE(end + 10); i > 0; i--) {
    const method = zip.readUInt16LE(at + 10);
    const size = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const skipped = nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    const local = zip.readUInt32LE(at + 42);
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + size);
    files.set(name, method === 0 ? bytes : inflateRawSync(bytes));
    at += 46 + skipped;
  }
  return files;
}

/** A generator of numbers from 0 to 1 that repeats itself from its seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
