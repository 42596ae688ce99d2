package dev.converge.runtime.signin;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import dev.converge.core.json.Json;
import java.time.Instant;

/// A sign-in that has started and not ended. The browser keeps it, sealed, until it returns from
/// the provider.
///
/// @param state ties the provider's response to this browser
/// @param nonce ties the ID token to this sign-in
/// @param verifier the secret of PKCE
/// @param redirectUri where the provider sends the browser
/// @param then path to show afterwards
/// @param expiresAt deadline of the sign-in
record Attempt(
    String state,
    String nonce,
    String verifier,
    String redirectUri,
    String then,
    Instant expiresAt) {
  static Attempt begin(String redirectUri, String then, Instant expiresAt) {
    return new Attempt(
        new State().getValue(),
        new Nonce().getValue(),
        new CodeVerifier().getValue(),
        redirectUri,
        then,
        expiresAt);
  }

  Json.Obj json() {
    return Json.object()
        .put("state", state)
        .put("nonce", nonce)
        .put("verifier", verifier)
        .put("redirect_uri", redirectUri)
        .put("then", then)
        .put("expires_at", expiresAt.toString())
        .build();
  }

  static Attempt of(Json.Obj json) {
    return new Attempt(
        text(json, "state"),
        text(json, "nonce"),
        text(json, "verifier"),
        text(json, "redirect_uri"),
        text(json, "then"),
        Instant.parse(text(json, "expires_at")));
  }

  private static String text(Json.Obj json, String name) {
    return ((Json.Str) json.get(name).orElseThrow()).value();
  }
}
