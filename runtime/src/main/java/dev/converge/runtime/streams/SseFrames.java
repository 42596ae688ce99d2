package dev.converge.runtime.streams;

import dev.converge.core.event.EventType;
import dev.converge.core.event.Sealed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes events as Server-Sent Events (WHATWG HTML, section 9.2). An event is one line of JSON, so
/// its content cannot end its `data:` line.
final class SseFrames {
  private static final byte[] RETRY = ascii("retry: 2000\n\n");
  private static final byte[] HEARTBEAT = ascii(":\n\n");
  private static final byte[] ID = ascii("id: ");
  private static final byte[] END = ascii("\n\n");
  private static final int FRAME_BYTES = 64;

  /// The text between the sequence and the JSON, by type of event.
  private static final Map<String, byte[]> MIDDLES = middles();

  private SseFrames() {}

  private static Map<String, byte[]> middles() {
    Map<String, byte[]> middles = new HashMap<>();
    for (EventType type : EventType.values()) {
      middles.put(type.journalName(), ascii("\nevent: " + type.streamName() + "\ndata: "));
    }
    return middles;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// Writes the wanted events, and always the final one. The buffer may stay empty.
  ///
  /// @param first whether nothing has been written before
  /// @param types wanted, or `null` for all
  static ByteBuf events(
      ByteBufAllocator alloc, boolean first, List<Sealed> page, @Nullable Set<String> types) {
    int size = RETRY.length;
    for (Sealed event : page) {
      size += event.json().length + FRAME_BYTES;
    }
    ByteBuf out = alloc.ioBuffer(size);
    if (first) {
      out.writeBytes(RETRY);
    }
    for (Sealed event : page) {
      if (types == null || types.contains(event.type()) || event.isFinal()) {
        event(out, event);
      }
    }
    return out;
  }

  private static void event(ByteBuf out, Sealed event) {
    out.writeBytes(ID);
    number(out, event.sequence());
    byte[] middle = MIDDLES.get(event.type());
    out.writeBytes(middle == null ? ascii("\nevent: " + event.type() + "\ndata: ") : middle);
    out.writeBytes(event.json());
    out.writeBytes(END);
  }

  private static void number(ByteBuf out, long value) {
    long divisor = 1;
    while (value / divisor >= 10) {
      divisor *= 10;
    }
    for (; divisor > 0; divisor /= 10) {
      out.writeByte((int) ('0' + value / divisor % 10));
    }
  }

  /// A comment that keeps connections through proxies open.
  static ByteBuf heartbeat(ByteBufAllocator alloc, boolean first) {
    ByteBuf out = alloc.ioBuffer(RETRY.length + HEARTBEAT.length);
    if (first) {
      out.writeBytes(RETRY);
    }
    return out.writeBytes(HEARTBEAT);
  }

  /// The position of a run that waits for its turn. It is not an event of the run and has no id.
  /// Clients that did not ask for it get a comment.
  static ByteBuf queued(ByteBufAllocator alloc, boolean first, boolean asked, int position) {
    byte[] text =
        ascii(
            asked
                ? "event: queued\ndata: {\"position\":" + position + "}\n\n"
                : ": queued, position " + position + "\n\n");
    ByteBuf out = alloc.ioBuffer(RETRY.length + text.length);
    if (first) {
      out.writeBytes(RETRY);
    }
    return out.writeBytes(text);
  }

  /// The last message if there was no final event: reconnect.
  static ByteBuf goodbye(ByteBufAllocator alloc) {
    return alloc.ioBuffer(RETRY.length).writeBytes(RETRY);
  }
}
