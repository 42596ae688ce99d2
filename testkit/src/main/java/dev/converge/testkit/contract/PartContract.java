package dev.converge.testkit.contract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A contract of one part of a store: each test has one that holds nothing.
///
/// @param <T> the port that the part implements
public abstract class PartContract<T> {
  /// What is tested.
  protected T store;

  /// For subclasses.
  @SuppressWarnings("NullAway.Init") // set before each test
  protected PartContract() {}

  /// Opens one that holds nothing.
  protected abstract T open() throws Exception;

  /// Closes what was opened.
  protected abstract void close() throws Exception;

  @BeforeEach
  final void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  final void closeStore() throws Exception {
    close();
  }
}
