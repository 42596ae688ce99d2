package dev.converge.llm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

final class ExceptionTextTest {
  @Test
  void anExceptionWithoutAMessageIsStillSaidInWords() {
    assertEquals("connection refused", ExceptionText.of(new ConnectException()));
    assertEquals(
        "host not found",
        ExceptionText.of(new ConnectException().initCause(new UnresolvedAddressException())));
    assertEquals(
        "connection closed",
        ExceptionText.of(new ExecutionException(new ClosedChannelException())));
    assertEquals("x: file not found", ExceptionText.of(new NoSuchFileException("x")));
    assertEquals("x: access denied", ExceptionText.of(new AccessDeniedException("x")));
    assertEquals("io exception", ExceptionText.of(new IOException()));
    assertEquals("io exception", ExceptionText.of(new IOException("null")));
    assertEquals(
        "broken pipe",
        ExceptionText.of(new RuntimeException(null, new IOException("broken pipe"))));
  }

  @Test
  void aMessageIsKept() {
    assertEquals("reset by peer", ExceptionText.of(new IOException("reset by peer")));
  }
}
