package dev.converge.runtime.grpc;

import com.google.protobuf.ByteString;
import dev.converge.engine.ConvergeException;
import dev.converge.engine.ErrorCode;
import dev.converge.proto.GetAuditRequest;
import dev.converge.proto.GetAuditResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// An audit bundle to one client, piece by piece as the client reads.
final class AuditSending implements Sending.Work {
  /// Bytes of a piece.
  static final int PIECE_BYTES = 65_536;

  /// Bundles that are sent at a time.
  static final int MAX_OPEN = 8;

  private final Caller caller;
  private final ServerCallStreamObserver<GetAuditResponse> out;
  private final Parts parts;
  private final Found found;
  private final GetAuditRequest request;
  private final Semaphore places;
  private final Sending<GetAuditResponse> sending;

  // Only in turns.
  private @Nullable InputStream bundle;

  private AuditSending(
      Caller caller,
      GetAuditRequest request,
      ServerCallStreamObserver<GetAuditResponse> out,
      Parts parts,
      Found found,
      Semaphore places) {
    this.caller = caller;
    this.request = request;
    this.out = out;
    this.parts = parts;
    this.found = found;
    this.places = places;
    // What is on its way when the server goes down may still arrive.
    this.sending = new Sending<>(caller, out, parts.executor(), null, this);
  }

  /// Begins to send; called while the call starts.
  ///
  /// @param places shared by all, [#MAX_OPEN] of them
  /// @throws ConvergeException with `OVERLOADED` if none is free
  static void begin(
      Caller caller,
      GetAuditRequest request,
      ServerCallStreamObserver<GetAuditResponse> out,
      Parts parts,
      Found found,
      Semaphore places) {
    if (!places.tryAcquire()) {
      throw new ConvergeException(
          ErrorCode.OVERLOADED,
          "exports: " + MAX_OPEN + " are running (expected: fewer); try again later");
    }
    new AuditSending(caller, request, out, parts, found, places).sending.begin();
  }

  @Override
  public void work() throws IOException {
    if (bundle == null) {
      bundle = open();
    }
    while (!sending.finished() && out.isReady()) {
      send(bundle);
    }
  }

  private InputStream open() throws IOException {
    AuditBundles audit = parts.audit();
    if (audit == null) {
      throw new ConvergeException(ErrorCode.UNAVAILABLE, "audit bundles are not configured here");
    }
    RunInfo run = found.runOf(caller.tenant(), request.getJobId(), request.getRunId());
    return audit.open(caller.tenant(), run.jobId(), run.runId());
  }

  private void send(InputStream from) throws IOException {
    byte[] piece = from.readNBytes(PIECE_BYTES);
    if (piece.length > 0) {
      out.onNext(GetAuditResponse.newBuilder().setData(ByteString.copyFrom(piece)).build());
    }
    if (piece.length < PIECE_BYTES) {
      sending.complete();
    }
  }

  @Override
  public void close() {
    places.release();
    if (bundle != null) {
      try {
        bundle.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
