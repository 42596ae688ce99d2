package dev.converge.store.sqlite;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/// Runs any SQL, and counts how often it was tried.
final class SqlWrite extends Write<String> {
  private final String sql;
  private final CompletableFuture<String> answer;
  private int tries;

  private SqlWrite(String sql, CompletableFuture<String> answer) {
    super(0, answer::complete);
    this.sql = sql;
    this.answer = answer;
  }

  static SqlWrite submit(SqliteStore store, String sql) {
    SqlWrite write = new SqlWrite(sql, new CompletableFuture<>());
    store.submit(write);
    return write;
  }

  /// `done`, or why not.
  CompletableFuture<String> answer() {
    return answer;
  }

  /// How often it was tried; to be asked once answered.
  int tries() {
    return tries;
  }

  @Override
  String apply(WriteSession session) throws SQLException {
    tries++;
    session.statements().execute(sql);
    return "done";
  }

  @Override
  String unavailable(String message) {
    return message;
  }
}
