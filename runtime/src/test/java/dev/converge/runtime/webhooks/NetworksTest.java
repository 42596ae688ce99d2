package dev.converge.runtime.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.runtime.webhooks.Networks.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Where webhooks may be sent to.
final class NetworksTest {
  @Test
  void whatIsNotThePublicInternetIsRefused() {
    for (String address :
        List.of(
            "127.0.0.1",
            "0.0.0.0",
            "10.1.2.3",
            "172.31.255.255",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "64:ff9b::10.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "2001:db8::1")) {
      assertFalse(Networks.PUBLIC.allows(InetAddress.ofLiteral(address)), address);
    }
    for (String address :
        List.of("1.1.1.1", "172.32.0.1", "2606:4700::1111", "64:ff9b::1.1.1.1", "2002:101:101::")) {
      assertTrue(Networks.PUBLIC.allows(InetAddress.ofLiteral(address)), address);
    }
  }

  @Test
  void whatIsAllowedIsAllowedAndNothingBeside() {
    Networks networks =
        new Networks(
            List.of(Network.of("10.1.0.0/16").orElseThrow(), Network.of("fd00::/8").orElseThrow()));
    assertTrue(networks.allows(InetAddress.ofLiteral("10.1.255.1")));
    assertFalse(networks.allows(InetAddress.ofLiteral("10.2.0.1")));
    assertTrue(networks.allows(InetAddress.ofLiteral("fdff::1")));
    assertTrue(networks.isAllowed(InetAddress.ofLiteral("10.1.0.1")));
    assertFalse(networks.isAllowed(InetAddress.ofLiteral("1.1.1.1")));
  }

  @Test
  void aNetworkIsReadOrRefused() {
    for (String text :
        List.of("10.0.0.0/33", "10.0.0.0/-1", "localhost", "::1/129", "10/8/8", "")) {
      assertEquals(Optional.empty(), Network.of(text), text);
    }
    assertTrue(Network.of("127.0.0.1").orElseThrow().contains(InetAddress.ofLiteral("127.0.0.1")));
    assertTrue(Network.of("0.0.0.0/0").orElseThrow().contains(InetAddress.ofLiteral("8.8.8.8")));
  }
}
