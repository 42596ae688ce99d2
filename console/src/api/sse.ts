/** Server-Sent Events from a stream of text. */
export interface Message {
  id: string;
  event: string;
  data: string;
}

/** Cuts a stream of text into messages, however it was cut into chunks. */
export class SseReader {
  private rest = "";
  private id = "";
  private event = "";
  private data: string[] = [];
  /** How long the server wants clients to wait before they reconnect, in milliseconds. */
  retry = 2000;

  /** The last event id so far, also of one that brought no message. */
  get last(): string {
    return this.id;
  }

  /** The messages that end in this chunk. */
  take(chunk: string): Message[] {
    const found: Message[] = [];
    this.rest += chunk;
    // A carriage return at the end may be half of a line break.
    const usable = this.rest.endsWith("\r") ? this.rest.slice(0, -1) : this.rest;
    const lines = usable.split(/\r\n|\n|\r/);
    const kept = (lines.pop() ?? "") + this.rest.slice(usable.length);
    this.rest = kept;
    for (const line of lines) {
      const message = this.line(line);
      if (message) found.push(message);
    }
    return found;
  }

  private line(line: string): Message | null {
    if (line === "") {
      const message = { id: this.id, event: this.event || "message", data: this.data.join("\n") };
      const any = this.data.length > 0;
      this.event = "";
      this.data = [];
      return any ? message : null;
    }
    if (line.startsWith(":")) return null;
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const raw = colon < 0 ? "" : line.slice(colon + 1);
    const value = raw.startsWith(" ") ? raw.slice(1) : raw;
    if (name === "id") this.id = value;
    else if (name === "event") this.event = value;
    else if (name === "data") this.data.push(value);
    else if (name === "retry" && /^\d+$/.test(value)) this.retry = Number(value);
    return null;
  }
}
