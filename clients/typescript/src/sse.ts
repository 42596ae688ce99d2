/** One server-sent event. */
export interface Frame {
  readonly id: string | undefined;
  readonly data: string;
}

/** Reads server-sent events from a body; ends where the body ends. */
export async function* frames(body: ReadableStream<Uint8Array>): AsyncGenerator<Frame, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  let id: string | undefined;
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      rest += decoder.decode(value, { stream: true });
      for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
        const line = rest.slice(0, end).replace(/\r$/, "");
        rest = rest.slice(end + 1);
        if (line === "") {
          if (data.length > 0) {
            yield { id, data: data.join("\n") };
          }
          data = [];
        } else if (line.startsWith("data:")) {
          data.push(valueOf(line));
        } else if (line.startsWith("id:")) {
          id = valueOf(line);
        }
      }
    }
  } finally {
    // Also when the loop over the events is left early: the server must not send on.
    await reader.cancel().catch(() => undefined);
  }
}

function valueOf(line: string): string {
  return line.slice(line.indexOf(":") + 1).replace(/^ /, "");
}
