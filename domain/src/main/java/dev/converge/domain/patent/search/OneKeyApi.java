package dev.converge.domain.patent.search;

import java.util.List;

/// An API that takes one key with each request.
interface OneKeyApi extends PatentApi {
  /// The key.
  String key();

  @Override
  default List<String> secrets() {
    return List.of(key());
  }
}
