package dev.converge.runtime.grpc;

import dev.converge.audit.compare.Comparison;
import dev.converge.proto.CompareRunsRequest;
import dev.converge.proto.CompareRunsResponse;
import dev.converge.proto.ConvergeServiceGrpc;
import dev.converge.runtime.grpc.message.Structs;
import dev.converge.runtime.operations.AuditOperations;
import dev.converge.runtime.operations.CompareRequest;
import dev.converge.runtime.operations.call.Caller;

/// Compares runs for unary calls. Blocks for I/O.
final class CompareCalls {
  private final AuditOperations operations;

  CompareCalls(ServiceContext context) {
    this.operations = context.operations().audit();
  }

  /// Answers methods of the service.
  void bind(ServiceMethods to) {
    to.unary(ConvergeServiceGrpc.getCompareRunsMethod(), this::compare);
  }

  private CompareRunsResponse compare(Caller caller, CompareRunsRequest request) {
    Comparison comparison =
        operations.compare(caller, CompareRequest.of(request.getA(), request.getB()));
    return CompareRunsResponse.newBuilder()
        .setAlike(comparison.alike())
        .setSameResult(comparison.sameResult())
        .setComparison(Structs.struct(comparison.json()))
        .addAllLines(comparison.lines())
        .build();
  }
}
