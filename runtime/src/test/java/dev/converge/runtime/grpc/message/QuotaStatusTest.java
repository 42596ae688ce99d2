package dev.converge.runtime.grpc.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.rpc.RetryInfo;
import dev.converge.runtime.operations.field.OperationException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class QuotaStatusTest {
  @Test
  void aCallThatAQuotaDoesNotAllowIsToldWhenToRetry() throws Exception {
    ErrorStatus error =
        ErrorStatus.of(OperationException.quota("quota exceeded", Duration.ofMillis(90_001)), "i");
    StatusRuntimeException told = error.exception();
    assertEquals("RESOURCE_EXHAUSTED", told.getStatus().getCode().name());
    RetryInfo retry = RetryInfo.getDefaultInstance();
    for (com.google.protobuf.Any detail :
        Objects.requireNonNull(StatusProto.fromThrowable(told)).getDetailsList()) {
      if (detail.is(RetryInfo.class)) {
        retry = detail.unpack(RetryInfo.class);
      }
    }
    assertEquals(91, retry.getRetryDelay().getSeconds());
    assertEquals(91_000, error.ack("r").getRetryAfterMs());
  }
}
