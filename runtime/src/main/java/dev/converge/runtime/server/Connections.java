package dev.converge.runtime.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The open connections of a server. Thread-safe.
final class Connections {
  /// With the data that each was about to send at the last check.
  private final Map<Channel, Output> open = new ConcurrentHashMap<>();

  /// The data that a connection is about to send, as Netty's `IdleStateHandler` compares it.
  ///
  /// @param message identity of the current message; 0 if there is none
  /// @param progress bytes of it that were sent
  /// @param unsent bytes that were written and not sent
  private record Output(int message, long progress, long unsent) {
    static final Output NOTHING = new Output(0, 0, 0);

    /// Called on the connection's event loop.
    static Output of(Channel connection) {
      ChannelOutboundBuffer buffer = connection.unsafe().outboundBuffer();
      Object message = buffer == null ? null : buffer.current();
      return message == null
          ? NOTHING
          : new Output(
              System.identityHashCode(message),
              buffer.currentProgress(),
              buffer.totalPendingWriteBytes());
    }
  }

  /// Keeps a connection until it is closed.
  void add(Channel connection) {
    open.put(connection, Output.NOTHING);
    connection.closeFuture().addListener(_ -> open.remove(connection));
  }

  /// Number of open connections.
  int size() {
    return open.size();
  }

  /// Closes all connections that have nothing more to send.
  void closeAll() {
    open.keySet().forEach(Channel::close);
  }

  /// Closes those whose clients read nothing since the last call.
  void closeStuck() {
    open.keySet().forEach(connection -> connection.eventLoop().execute(() -> look(connection)));
  }

  private void look(Channel connection) {
    Output now = Output.of(connection);
    Output before = open.replace(connection, now);
    if (now.equals(before) && !now.equals(Output.NOTHING)) {
      // Not through the handlers, because they would wait until everything is sent.
      connection.pipeline().firstContext().close();
    }
  }
}
