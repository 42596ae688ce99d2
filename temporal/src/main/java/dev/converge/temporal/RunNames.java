package dev.converge.temporal;

import io.temporal.common.SearchAttributeKey;

/// The names of runs in Temporal. They are stored in histories, so none of them may change.
final class RunNames {
  /// The workflow's type.
  static final String WORKFLOW = "converge-run";

  /// The update that brings an input.
  static final String INPUT = "input";

  /// Template and version of a run.
  static final SearchAttributeKey<String> TEMPLATE =
      SearchAttributeKey.forKeyword("ConvergeTemplate");

  /// Status of a run.
  static final SearchAttributeKey<String> STATUS = SearchAttributeKey.forKeyword("ConvergeStatus");

  /// Tenant of a run.
  static final SearchAttributeKey<String> TENANT = SearchAttributeKey.forKeyword("ConvergeTenant");

  private RunNames() {}
}
