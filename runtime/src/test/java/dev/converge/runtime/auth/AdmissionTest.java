package dev.converge.runtime.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.converge.runtime.health.HealthFeature;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.reflection.v1.ServerReflectionGrpc.ServerReflectionStub;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdmissionTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Executor THREADS = Thread::startVirtualThread;
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);

  private static final ServerSettings.Times TIMES =
      ServerSettings.Times.DEFAULT.withGrace(Duration.ofSeconds(1));

  private static final Feature WHO =
      site ->
          site.resource("/api/v1/who")
              .get(exchange -> HttpResponse.of(Principal.of(exchange.ctx()).toString()));

  private static final Feature GRPC =
      site ->
          site.builder()
              .service(
                  GrpcService.builder()
                      .addService(new HealthStatusManager().getHealthService())
                      .addService(io.grpc.protobuf.services.ProtoReflectionServiceV1.newInstance())
                      .build());

  /// Until the delay is the longest.
  private static final int BATCHES = 10;

  @TempDir private Path folder = Path.of("");
  private final CompletableFuture<ConvergeServer> server = new CompletableFuture<>();

  private String start(RequestLimits limits, Authenticator... authenticators) {
    ConvergeServer started =
        ConvergeServer.start(
            ServerSettings.DEFAULT.at("127.0.0.1", 0).with(TIMES),
            List.of(
                new HealthFeature(List.of()),
                WHO,
                GRPC,
                new AuthFeature(List.of(authenticators), limits, CLOCK, false)));
    server.complete(started);
    return "http://127.0.0.1:" + started.port();
  }

  private ApiKey.Fresh key(String tenant, String name) {
    ApiKey.Fresh fresh = ApiKey.fresh(new Principal(tenant, name), new Random(3), NOW, null);
    new KeyFile(folder.resolve("keys.json")).add(fresh.key());
    return fresh;
  }

  private ApiKeys keys() {
    return new ApiKeys(new KeyFile(folder.resolve("keys.json")), CLOCK, THREADS);
  }

  private static AggregatedHttpResponse get(String uri, String... headers) {
    HttpHeaders more =
        headers.length == 0 ? HttpHeaders.of() : HttpHeaders.of(headers[0], headers[1]);
    return WebClient.of()
        .execute(RequestHeaders.builder(HttpMethod.GET, uri).add(more).build())
        .aggregate()
        .join();
  }

  @AfterEach
  void stop() {
    if (server.isDone()) {
      server.join().close();
    }
  }

  @Test
  void withoutACredentialAProblemSaysWhatIsExpectedAndProbesStayOpen() {
    String uri = start(RequestLimits.none(), keys());
    AggregatedHttpResponse refused = get(uri + "/api/v1/who");
    assertEquals(401, refused.status().code());
    assertEquals("application/problem+json", refused.headers().get(HttpHeaderNames.CONTENT_TYPE));
    assertEquals(
        "Bearer realm=\"converge\"", refused.headers().get(HttpHeaderNames.WWW_AUTHENTICATE));
    assertTrue(refused.contentUtf8().contains("urn:converge:problem:unauthenticated"));
    assertTrue(refused.headers().contains("x-request-id"));
    assertEquals(401, get(uri + "/nothing/there").status().code());
    assertEquals(401, get(uri + "/metrics").status().code());
    assertEquals(200, get(uri + "/health").status().code());
    assertEquals(200, get(uri + "/ready").status().code());
  }

  @Test
  void aKeySaysWhoAsksAsABearerTokenAndInItsOwnHeader() {
    String text = key("acme", "alice").text();
    String uri = start(RequestLimits.none(), keys());
    String alice = new Principal("acme", "alice").toString();
    assertEquals(alice, get(uri + "/api/v1/who", "authorization", "Bearer " + text).contentUtf8());
    assertEquals(alice, get(uri + "/api/v1/who", "authorization", "bearer " + text).contentUtf8());
    assertEquals(alice, get(uri + "/api/v1/who", "x-api-key", text).contentUtf8());
    assertEquals(
        401, get(uri + "/api/v1/who", "authorization", "Bearer " + text + "x").status().code());
    assertEquals(401, get(uri + "/api/v1/who", "authorization", "Basic YTpi").status().code());
  }

  @Test
  void whoTriesOneCredentialAfterAnotherWaitsAndOthersFromTheSameAddressDoNot() {
    String text = key("acme", "alice").text();
    String uri = start(RequestLimits.none(), keys());
    for (int i = 0; i < Slowdown.FREE; i++) {
      assertEquals(401, get(uri + "/api/v1/who", "x-api-key", "cvg_" + i).status().code());
      assertEquals(200, get(uri + "/api/v1/who", "x-api-key", text).status().code());
    }
    long began = System.nanoTime();
    SortedSet<Integer> told = new TreeSet<>();
    // Each refusal makes the delay longer, until more come meanwhile than may wait.
    for (int batch = 0; !told.contains(429) && batch < BATCHES; batch++) {
      List<CompletableFuture<AggregatedHttpResponse>> tried = new ArrayList<>();
      for (int i = 0; i < Slowdown.MAX_WAITING + 1; i++) {
        tried.add(
            WebClient.of()
                .execute(
                    RequestHeaders.builder(HttpMethod.GET, uri + "/api/v1/who")
                        .add("x-api-key", "cvg_more" + batch + "_" + i)
                        .build())
                .aggregate());
      }
      assertEquals(200, get(uri + "/api/v1/who", "x-api-key", text).status().code());
      tried.forEach(one -> told.add(one.join().status().code()));
    }
    assertEquals(Set.of(401, 429), told);
    assertTrue(System.nanoTime() - began >= Slowdown.FIRST_DELAY.toNanos());
    assertEquals(200, get(uri + "/health").status().code());
  }

  @Test
  void gRpcIsAskedTheSameAndToldInItsOwnWords() {
    String text = key("acme", "alice").text();
    String uri = start(RequestLimits.none(), keys());
    HealthBlockingStub health = GrpcClients.newClient("gproto+" + uri, HealthBlockingStub.class);
    assertEquals(
        "SERVING", health.check(HealthCheckRequest.getDefaultInstance()).getStatus().name());
    assertEquals(Status.Code.UNAUTHENTICATED, reflection(uri, "cvg_nobody").getCode());
    assertEquals(Status.Code.OK, reflection(uri, text).getCode());
  }

  private static Status reflection(String uri, String credential) {
    ServerReflectionStub stub =
        GrpcClients.builder("gproto+" + uri)
            .setHeader("authorization", "Bearer " + credential)
            .build(ServerReflectionStub.class);
    CompletableFuture<Status> end = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> out =
        stub.serverReflectionInfo(
            new StreamObserver<ServerReflectionResponse>() {
              @Override
              public void onNext(ServerReflectionResponse answer) {}

              @Override
              public void onError(Throwable error) {
                end.complete(Status.fromThrowable(error));
              }

              @Override
              public void onCompleted() {
                end.complete(Status.OK);
              }
            });
    out.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    out.onCompleted();
    return end.join();
  }

  @Test
  void whoAsksTooMuchIsToldWhenToComeBackAndOthersAreNotHeldUp() {
    String text = key("acme", "alice").text();
    ApiKey.Fresh other = ApiKey.fresh(new Principal("acme", "bob"), new Random(4), NOW, null);
    new KeyFile(folder.resolve("keys.json")).add(other.key());
    String uri = start(new RequestLimits(2, 0, 0, 0), keys());
    assertEquals(200, get(uri + "/api/v1/who", "x-api-key", text).status().code());
    assertEquals(200, get(uri + "/api/v1/who", "x-api-key", text).status().code());
    AggregatedHttpResponse refused = get(uri + "/api/v1/who", "x-api-key", text);
    assertEquals(429, refused.status().code());
    assertEquals("1", refused.headers().get(HttpHeaderNames.RETRY_AFTER));
    assertTrue(refused.contentUtf8().contains("urn:converge:problem:rate_limited"));
    assertEquals(200, get(uri + "/api/v1/who", "x-api-key", other.text()).status().code());
    assertEquals(200, get(uri + "/health").status().code());
    HealthBlockingStub health = GrpcClients.newClient("gproto+" + uri, HealthBlockingStub.class);
    assertEquals(
        "SERVING", health.check(HealthCheckRequest.getDefaultInstance()).getStatus().name());
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, reflection(uri, text).getCode());
  }

  @Test
  void withoutAuthenticationLimitsHoldForEverybodyTogether() {
    String uri = start(new RequestLimits(0, 0, 1, 0));
    assertEquals(Principal.ANYBODY.toString(), get(uri + "/api/v1/who").contentUtf8());
    assertEquals(429, get(uri + "/api/v1/who").status().code());
  }

  @Test
  void aTokenOfTheIssuerForThisServerSaysWhoAsks() throws Exception {
    ECKey signing = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    Path jwks = folder.resolve("jwks.json");
    Files.writeString(jwks, new JWKSet(signing).toString());
    Tokens tokens =
        new Tokens(
            TokenKeys.at(jwks.toString(), CLOCK),
            new Tokens.Demands("https://issuer.example", "converge", "tenant"),
            CLOCK,
            THREADS);
    String uri = start(RequestLimits.none(), keys(), tokens);
    JWTClaimsSet good = claims("https://issuer.example", "converge", "alice", 60);
    assertEquals(
        new Principal("acme", "alice").toString(), who(uri, signed(good, signing)).contentUtf8());
    assertRefused(uri, signed(claims("https://other.example", "converge", "a", 60), signing));
    assertRefused(uri, signed(claims("https://issuer.example", "other", "a", 60), signing));
    assertRefused(uri, signed(claims("https://issuer.example", "converge", "a", -90), signing));
    assertRefused(uri, signed(claims("https://issuer.example", "converge", "a\nb", 60), signing));
    assertRefused(uri, signed(good, new ECKeyGenerator(Curve.P_256).keyID("one").generate()));
    SignedJWT symmetric = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), good);
    symmetric.sign(new MACSigner(Files.readAllBytes(jwks)));
    assertRefused(uri, symmetric.serialize());
    assertRefused(uri, new com.nimbusds.jwt.PlainJWT(good).serialize());
  }

  private Tokens tokens(Path jwks, InstantSource clock) {
    return new Tokens(
        TokenKeys.at(jwks.toString(), clock),
        new Tokens.Demands("https://issuer.example", "converge", "tenant"),
        clock,
        Runnable::run);
  }

  private static Authenticator.Verdict verdict(Authenticator tokens, String token) {
    return tokens.authenticate(token).toCompletableFuture().join();
  }

  private static String signedAs(JWTClaimsSet claims, ECKey key, String type) throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID("one")
                .type(new JOSEObjectType(type))
                .build(),
            claims);
    token.sign(new ECDSASigner(key));
    return token.serialize();
  }

  @Test
  void aTokenNamesAnybodyAndMayBeAnAccessToken() throws Exception {
    server.complete(ConvergeServer.start(ServerSettings.DEFAULT.at("127.0.0.1", 0), List.of()));
    ECKey signing = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    Path jwks = folder.resolve("jwks.json");
    Files.writeString(jwks, new JWKSet(signing).toString());
    Tokens tokens = tokens(jwks, CLOCK);
    for (String sub : List.of("auth0|5f7c8e", "_a", "spiffe://example.org/a", "x".repeat(255))) {
      JWTClaimsSet claims = claims("https://issuer.example", "converge", sub, 60);
      for (String type : List.of("JWT", "at+jwt", "application/at+jwt")) {
        assertEquals(
            new Authenticator.Verdict.LetIn(new Principal("acme", sub)),
            verdict(tokens, signedAs(claims, signing, type)));
      }
    }
    JWTClaimsSet claims = claims("https://issuer.example", "converge", "alice", 60);
    Authenticator.Verdict other = verdict(tokens, signedAs(claims, signing, "logout+jwt"));
    assertTrue(other.toString().contains("logout+jwt"), other::toString);
  }

  @Test
  void aRefusalSaysWhyInPrintableText() throws Exception {
    server.complete(ConvergeServer.start(ServerSettings.DEFAULT.at("127.0.0.1", 0), List.of()));
    ECKey signing = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    Path jwks = folder.resolve("jwks.json");
    Files.writeString(jwks, new JWKSet(signing).toString());
    Tokens tokens = tokens(jwks, CLOCK);
    List<JWTClaimsSet> wrong =
        List.of(
            claims("https://issuer.example", "converge", "alice", -90),
            claims("https://issuer.example", "other\n\u001b[31m", "alice", 60),
            claims("https://issuer.example", "converge", "a\nb", 60));
    List<String> reasons = List.of("Expired JWT", "aud claim", "name: ");
    for (int i = 0; i < wrong.size(); i++) {
      Authenticator.Verdict verdict = verdict(tokens, signed(wrong.get(i), signing));
      assertTrue(verdict.toString().contains(reasons.get(i)), verdict::toString);
      assertTrue(verdict.toString().matches("[ -~]*"), verdict::toString);
    }
  }

  @Test
  void aKeySetIsReadAgainWhenItsFileChanges() throws Exception {
    server.complete(ConvergeServer.start(ServerSettings.DEFAULT.at("127.0.0.1", 0), List.of()));
    ECKey old = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    ECKey next = new ECKeyGenerator(Curve.P_256).keyID("two").generate();
    Path jwks = folder.resolve("jwks.json");
    Files.writeString(jwks, new JWKSet(old).toString());
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    Tokens tokens = tokens(jwks, now::get);
    JWTClaimsSet claims = claims("https://issuer.example", "converge", "alice", 600);
    SignedJWT token =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("two").build(), claims);
    token.sign(new ECDSASigner(next));
    assertInstanceOf(Authenticator.Verdict.Refused.class, verdict(tokens, token.serialize()));
    Files.writeString(jwks, new JWKSet(List.of(old, next)).toString());
    now.set(NOW.plusSeconds(2));
    assertInstanceOf(Authenticator.Verdict.LetIn.class, verdict(tokens, token.serialize()));
    // A file that is half written or gone leaves the keys that were read before.
    Files.writeString(jwks, "{\"keys\":[");
    now.set(NOW.plusSeconds(4));
    assertInstanceOf(Authenticator.Verdict.LetIn.class, verdict(tokens, token.serialize()));
    Files.writeString(jwks, new JWKSet(old).toString());
    now.set(NOW.plusSeconds(6));
    assertInstanceOf(Authenticator.Verdict.Refused.class, verdict(tokens, token.serialize()));
  }

  @Test
  void aTokenSignedWithEd25519SaysWhoAsksAndOnlyOneOfTheKeySet() throws Exception {
    KeyPair signing = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    KeyPair another = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] encoded = signing.getPublic().getEncoded();
    byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    Path jwks = folder.resolve("ed.json");
    Files.writeString(
        jwks,
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"one\",\"x\":\""
            + Base64URL.encode(x)
            + "\"}]}");
    Tokens tokens =
        new Tokens(
            TokenKeys.at(jwks.toString(), CLOCK),
            new Tokens.Demands("https://issuer.example", "converge", "tenant"),
            CLOCK,
            THREADS);
    String uri = start(RequestLimits.none(), keys(), tokens);
    JWTClaimsSet good = claims("https://issuer.example", "converge", "auth0|5f7c", 60);
    assertEquals(
        new Principal("acme", "auth0|5f7c").toString(),
        who(uri, ed25519(good, signing)).contentUtf8());
    assertRefused(uri, ed25519(good, another));
    assertRefused(uri, ed25519(claims("https://other.example", "converge", "a", 60), signing));
    String token = ed25519(good, signing);
    assertRefused(uri, token.substring(0, token.length() - 4) + "AAAA");
  }

  private static String ed25519(JWTClaimsSet claims, KeyPair key) throws Exception {
    String signed =
        Base64URL.encode("{\"alg\":\"EdDSA\",\"kid\":\"one\",\"typ\":\"at+jwt\"}")
            + "."
            + Base64URL.encode(claims.toString());
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + Base64URL.encode(signature.sign());
  }

  private static JWTClaimsSet claims(String issuer, String audience, String subject, int seconds) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .audience(audience)
        .subject(subject)
        .claim("tenant", "acme")
        .expirationTime(Date.from(NOW.plusSeconds(seconds)))
        .build();
  }

  private static String signed(JWTClaimsSet claims, ECKey key) throws Exception {
    SignedJWT token =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("one").build(), claims);
    token.sign(new ECDSASigner(key));
    return token.serialize();
  }

  private static AggregatedHttpResponse who(String uri, String token) {
    return get(uri + "/api/v1/who", "authorization", "Bearer " + token);
  }

  private static void assertRefused(String uri, String token) {
    assertEquals(401, who(uri, token).status().code());
  }
}
