package dev.converge.temporal;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Stands before Temporal's test server as the frontend of a cluster does: speaks TLS, and sees who
/// calls.
final class Front implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final ManagedChannel behind;
  private final Server server;
  private final Set<String> credentials = ConcurrentHashMap.newKeySet();
  private final Set<String> called = ConcurrentHashMap.newKeySet();

  Front(SslContext tls, int port) throws IOException {
    this.behind = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sslContext(tls)
            .fallbackHandlerRegistry(new Every())
            .build()
            .start();
  }

  String target() {
    return "127.0.0.1:" + server.getPort();
  }

  /// What callers said who they are; "" for those who said nothing.
  Set<String> credentials() {
    return credentials;
  }

  /// Methods that were called, without their services.
  Set<String> called() {
    return called;
  }

  /// Hands on whatever is called.
  private final class Every extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
      MethodDescriptor<byte[], byte[]> method =
          MethodDescriptor.newBuilder(BYTES, BYTES)
              .setFullMethodName(name)
              .setType(MethodDescriptor.MethodType.UNKNOWN)
              .build();
      return ServerMethodDefinition.create(method, Front.this::call);
    }
  }

  private ServerCall.Listener<byte[]> call(ServerCall<byte[], byte[]> here, Metadata headers) {
    String credential = headers.get(AUTHORIZATION);
    credentials.add(credential == null ? "" : credential);
    called.add(String.valueOf(here.getMethodDescriptor().getBareMethodName()));
    ClientCall<byte[], byte[]> there =
        behind.newCall(here.getMethodDescriptor(), CallOptions.DEFAULT);
    there.start(
        new ClientCall.Listener<>() {
          @Override
          public void onHeaders(Metadata answered) {
            here.sendHeaders(answered);
          }

          @Override
          public void onMessage(byte[] message) {
            here.sendMessage(message);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            here.close(status, trailers);
          }
        },
        headers);
    here.request(2);
    there.request(2);
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(byte[] message) {
        there.sendMessage(message);
      }

      @Override
      public void onHalfClose() {
        there.halfClose();
      }

      @Override
      public void onCancel() {
        there.cancel("the caller is gone", null);
      }
    };
  }

  @Override
  public void close() {
    server.shutdownNow();
    behind.shutdownNow();
  }
}
