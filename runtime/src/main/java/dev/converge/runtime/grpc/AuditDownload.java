package dev.converge.runtime.grpc;

import com.google.protobuf.ByteString;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.proto.GetAuditRequest;
import dev.converge.proto.GetAuditResponse;
import dev.converge.runtime.grpc.message.RunSelectors;
import dev.converge.runtime.operations.AuditExport;
import dev.converge.runtime.operations.JobRun;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Sends an audit bundle to one client, piece by piece as the client reads.
final class AuditDownload implements StreamingCall.Work {
  /// Bytes of a piece.
  static final int PIECE_BYTES = 65_536;

  private final Caller caller;
  private final ServerCallStreamObserver<GetAuditResponse> out;
  private final ServiceContext context;
  private final GetAuditRequest request;
  private final StreamingCall<GetAuditResponse> sending;

  // Only used in turns.
  private @Nullable AuditExport export;
  private @Nullable InputStream bundle;

  private AuditDownload(
      Caller caller,
      GetAuditRequest request,
      ServerCallStreamObserver<GetAuditResponse> out,
      ServiceContext context) {
    this.caller = caller;
    this.request = request;
    this.out = out;
    this.context = context;
    // Pieces that are on their way when the server shuts down may still arrive.
    this.sending = new StreamingCall<>(caller, out, context, null, this);
  }

  /// Starts sending. Called while the call starts.
  static void begin(
      Caller caller,
      GetAuditRequest request,
      ServerCallStreamObserver<GetAuditResponse> out,
      ServiceContext context) {
    new AuditDownload(caller, request, out, context).sending.begin();
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
    AuditBundles audit = context.audit();
    if (audit == null) {
      throw new ConvergeException(ErrorCode.UNAVAILABLE, "audit bundles are not configured here");
    }
    RunSelector selector = RunSelectors.ofJob(request.getJobId(), request.getRunId());
    AuditExport begun = context.operations().audit().export(caller, selector);
    export = begun;
    JobRun run = begun.run();
    return audit.open(caller.tenant(), run.job().jobId(), run.runId());
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
    if (export != null) {
      export.close();
    }
    if (bundle != null) {
      try {
        bundle.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
