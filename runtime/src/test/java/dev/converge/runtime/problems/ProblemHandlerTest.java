package dev.converge.runtime.problems;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/// What clients are told of exceptions.
final class ProblemHandlerTest {
  @Test
  void aRequestThatComesWhileTheServerGoesDownIsToldToComeAgain() {
    ExecutorService over = Executors.newVirtualThreadPerTaskExecutor();
    over.close();
    Throwable refused =
        assertThrows(RejectedExecutionException.class, () -> over.execute(() -> {}));
    Problem problem = ProblemHandler.problem(new CompletionException(refused), "r1");
    assertEquals(503, problem.status());
    assertEquals("the server is shutting down", problem.detail());
  }
}
