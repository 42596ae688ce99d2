package dev.converge.domain.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which addresses a tool may be at.
final class ReachTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "8.8.8.8, public",
    "172.32.0.1, public",
    "2606:4700::1111, public",
    "64:ff9b::808:808, public",
    "127.0.0.1, private",
    "::1, private",
    "10.1.2.3, private",
    "172.16.0.1, private",
    "192.168.1.1, private",
    "100.64.0.1, private",
    "fd00::1, private",
    "::ffff:10.0.0.1, private",
    "64:ff9b::7f00:1, private",
    "0.0.0.0, neither",
    "169.254.169.254, neither",
    "64:ff9b::a9fe:a9fe, neither",
    "224.0.0.1, neither",
    "255.255.255.255, neither",
    "192.0.2.1, neither",
    "198.18.0.1, neither",
    "203.0.113.7, neither",
    "240.0.0.1, neither",
    "::, neither",
    "fe80::1, neither",
    "ff02::1, neither",
    "2001:db8::1, neither",
    "2002:7f00:1::, neither",
    "2001::1, neither",
    "fd00:ec2::254, private",
    "5f00::1, neither"
  })
  void anAddressIsOfOneReachOrOfNone(String address, String reach) throws Exception {
    InetAddress at = InetAddress.getByName(address);
    assertEquals(reach.equals("public"), Reach.PUBLIC.allows(at));
    assertEquals(reach.equals("private"), Reach.PRIVATE.allows(at));
  }
}
