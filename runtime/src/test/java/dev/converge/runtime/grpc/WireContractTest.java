package dev.converge.runtime.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.converge.foreign.WireProto;
import dev.converge.proto.ConvergeProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Clients that were generated from the public contract must go on to work: what it fixes never
/// changes, and what is added here stays out of its numbers.
class WireContractTest {
  private static final int FIRST_OF_OURS = 1_000;

  private static TreeSet<String> facts() throws IOException {
    try (InputStream in = WireContractTest.class.getResourceAsStream("converge-v1.tsv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      TreeSet<String> facts = new TreeSet<>(text.lines().filter(l -> !l.startsWith("#")).toList());
      assertTrue(facts.size() > 190, () -> facts.size() + " facts");
      return facts;
    }
  }

  private static TreeSet<String> facts(FileDescriptor file, int belowNumber) {
    TreeSet<String> facts = new TreeSet<>();
    for (ServiceDescriptor service : file.getServices()) {
      for (MethodDescriptor method : service.getMethods()) {
        facts.add(
            String.join(
                "\t",
                "rpc",
                service.getName(),
                method.getName(),
                (method.isClientStreaming() ? "stream " : "") + method.getInputType().getName(),
                (method.isServerStreaming() ? "stream " : "") + method.getOutputType().getName()));
      }
    }
    for (Descriptor message : file.getMessageTypes()) {
      for (FieldDescriptor field : message.getFields()) {
        if (field.getNumber() < belowNumber) {
          facts.add(fact(message, field));
        }
      }
    }
    for (EnumDescriptor type : file.getEnumTypes()) {
      for (EnumValueDescriptor value : type.getValues()) {
        facts.add(
            String.join("\t", "value", type.getName(), value.getName(), "" + value.getNumber()));
      }
    }
    return facts;
  }

  private static String fact(Descriptor message, FieldDescriptor field) {
    String label = "";
    if (field.isMapField()) {
      label = "";
    } else if (field.isRepeated()) {
      label = "repeated ";
    } else if (field.getRealContainingOneof() != null) {
      label = "oneof " + field.getRealContainingOneof().getName() + " ";
    } else if (field.toProto().getProto3Optional()) {
      label = "optional ";
    }
    return String.join(
        "\t",
        "field",
        message.getName(),
        field.getName(),
        "" + field.getNumber(),
        label + type(field));
  }

  private static String type(FieldDescriptor field) {
    if (field.isMapField()) {
      List<FieldDescriptor> entry = field.getMessageType().getFields();
      return "map<" + type(entry.get(0)) + ", " + type(entry.get(1)) + ">";
    }
    return switch (field.getJavaType()) {
      case MESSAGE -> local(field.getMessageType().getFullName());
      case ENUM -> local(field.getEnumType().getFullName());
      case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTE_STRING ->
          field.getType().name().toLowerCase(Locale.ROOT);
    };
  }

  private static String local(String name) {
    return name.startsWith("converge.v1.") ? name.substring("converge.v1.".length()) : name;
  }

  private static TreeSet<String> messagesOf(TreeSet<String> facts) {
    TreeSet<String> names = new TreeSet<>();
    facts.forEach(fact -> names.add(fact.split("\t", -1)[1]));
    return names;
  }

  @Test
  void everyNameTypeAndNumberOfThePublicContractIsAsItWas() throws IOException {
    TreeSet<String> expected = facts();
    TreeSet<String> ours = facts(ConvergeProto.getDescriptor(), FIRST_OF_OURS);
    TreeSet<String> known = messagesOf(expected);
    ours.removeIf(fact -> !known.contains(fact.split("\t", -1)[1]));
    ours.removeIf(fact -> fact.startsWith("rpc\t") && !expected.contains(fact));
    assertEquals(String.join("\n", expected), String.join("\n", ours));
    assertEquals("converge.v1", ConvergeProto.getDescriptor().getPackage());
  }

  @Test
  void theForeignClientKnowsThePublicContractAndNothingElse() throws IOException {
    TreeSet<String> theirs = facts(WireProto.getDescriptor(), Integer.MAX_VALUE);
    assertEquals(String.join("\n", facts()), String.join("\n", theirs));
    assertEquals("converge.v1", WireProto.getDescriptor().getPackage());
  }

  @Test
  void whatIsAddedToPublicMessagesStartsAtOneThousand() throws IOException {
    TreeSet<String> known = messagesOf(facts());
    List<String> added = new ArrayList<>();
    for (Descriptor message : ConvergeProto.getDescriptor().getMessageTypes()) {
      for (FieldDescriptor field : message.getFields()) {
        if (known.contains(message.getName()) && field.getNumber() >= FIRST_OF_OURS) {
          added.add(message.getName() + "." + field.getName());
        }
      }
    }
    assertTrue(added.contains("RunStatusChanged.exact_status"), added::toString);
    assertTrue(added.contains("ContextEntry.hash"), added::toString);
  }
}
