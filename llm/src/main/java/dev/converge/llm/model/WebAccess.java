package dev.converge.llm.model;

/// Whether the web is searched for a request, and by whom.
public enum WebAccess {
  /// Nobody asked for it.
  UNASKED,
  /// The model searches by itself, as its provider offers.
  OWN,
  /// The web was searched before, and the pages that were found stand in the request.
  PAGES,
  /// It was asked for, and nothing here can search.
  MISSING
}
