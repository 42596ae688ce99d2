package dev.converge.llm.model;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Says in words what an exception means. Many exceptions of the JDK have no message, or only a
/// name.
public final class ExceptionText {
  private static final int MAX_CAUSES = 8;

  private ExceptionText() {}

  /// One line for people, never empty and never "null".
  public static String of(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable at = thrown; at != null && chain.size() < MAX_CAUSES; at = at.getCause()) {
      chain.add(at);
    }
    for (Throwable each : chain) {
      if (each instanceof UnresolvedAddressException || each instanceof UnknownHostException) {
        return "host not found";
      }
    }
    for (Throwable each : chain) {
      String text = known(each);
      if (text != null) {
        return text;
      }
    }
    return words(thrown);
  }

  private static @Nullable String known(Throwable thrown) {
    String message = thrown.getMessage();
    if (message != null && (message.isBlank() || message.equals("null"))) {
      message = null;
    }
    String said = message;
    return switch (thrown) {
      case NoSuchFileException e -> e.getFile() + ": file not found";
      case AccessDeniedException e -> e.getFile() + ": access denied";
      case Throwable _ when said != null && !said.equals(name(thrown.getCause())) -> said;
      case ConnectException _ -> "connection refused";
      case ClosedChannelException _ -> "connection closed";
      default -> null;
    };
  }

  /// The message that an exception takes from its cause: the name of its class.
  private static String name(@Nullable Throwable cause) {
    return cause == null ? "" : cause.toString();
  }

  /// "ConnectException" is "connect exception".
  private static String words(Throwable thrown) {
    String name = thrown.getClass().getSimpleName();
    return name.isEmpty()
        ? thrown.getClass().getName()
        : name.replaceAll("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ")
            .toLowerCase(Locale.ROOT);
  }
}
