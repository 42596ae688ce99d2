package dev.converge.core.budget;

/// How model-backed agents are answered.
public enum Mode {
  /// By the offline reasoner; no network.
  OFFLINE,
  /// By live models.
  LIVE,
  /// From recordings only.
  RECORDED
}
