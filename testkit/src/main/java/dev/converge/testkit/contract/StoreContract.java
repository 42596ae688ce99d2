package dev.converge.testkit.contract;

import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A contract of stores that keep journals and jobs together: each test has one that holds nothing.
public abstract class StoreContract {
  final SetClock clock = new SetClock(SampleRun.NOON);
  OpenStore store;

  @SuppressWarnings("NullAway.Init") // set before each test
  StoreContract() {}

  /// Opens a store that holds nothing.
  protected abstract OpenStore open(InstantSource clock) throws Exception;

  @BeforeEach
  final void openStore() throws Exception {
    store = open(clock);
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }
}
