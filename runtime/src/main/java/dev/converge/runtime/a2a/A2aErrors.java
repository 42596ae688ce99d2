package dev.converge.runtime.a2a;

import com.linecorp.armeria.common.HttpStatus;
import dev.converge.core.json.Json;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.rpc.RpcAnswers;
import dev.converge.runtime.rpc.RpcException;

/// Errors that the protocol names.
final class A2aErrors {
  private static final int TASK_NOT_FOUND = -32_001;
  private static final int TASK_NOT_CANCELABLE = -32_002;
  private static final int PUSH_NOT_SUPPORTED = -32_003;
  private static final int UNSUPPORTED = -32_004;
  private static final int VERSION_NOT_SUPPORTED = -32_009;

  private A2aErrors() {}

  private static RpcException error(int code, String message) {
    return new RpcException(code, HttpStatus.OK, message, Json.Obj.EMPTY);
  }

  static RpcException unsupported(String message) {
    return error(UNSUPPORTED, message);
  }

  static RpcException pushNotSupported() {
    return error(
        PUSH_NOT_SUPPORTED,
        "Push notifications are not supported (expected: webhooks of the API, /api/v1/webhooks)");
  }

  static RpcException version(String asked) {
    return error(
        VERSION_NOT_SUPPORTED,
        "Version not supported: " + RpcException.shortened(asked) + " (expected: 1.0)");
  }

  /// The error for a refused operation, with the code of the protocol if it has one.
  static RpcException of(RuntimeException e, String requestId) {
    if (e instanceof ConvergeException known) {
      if (known.code() == ErrorCode.RUN_NOT_FOUND || known.code() == ErrorCode.JOB_NOT_FOUND) {
        return error(TASK_NOT_FOUND, "Task not found: " + known.getMessage());
      }
    }
    return RpcAnswers.failed(e, requestId);
  }

  /// The error for a run that cannot be cancelled.
  static RpcException notCancelable(String message) {
    return error(TASK_NOT_CANCELABLE, "Task cannot be canceled: " + message);
  }
}
