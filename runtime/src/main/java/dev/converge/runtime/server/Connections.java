package dev.converge.runtime.server;

import io.netty.channel.Channel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The open connections of a server. Thread-safe.
final class Connections {
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();

  /// Keeps a connection until it is closed.
  void add(Channel connection) {
    open.add(connection);
    connection.closeFuture().addListener(_ -> open.remove(connection));
  }

  /// How many are open.
  int size() {
    return open.size();
  }

  /// Closes all; what was written to them is sent before.
  void closeAll() {
    open.forEach(Channel::close);
  }
}
