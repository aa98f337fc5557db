// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsRefusalTest {
  private static byte[] file(long length, String header, byte... data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(json)
        .put(data)
        .array();
  }

  private static byte[] file(String header, byte... data) {
    return file(header.getBytes(StandardCharsets.UTF_8).length, header, data);
  }

  private static TensorFile open(byte[] bytes) {
    return new SafetensorsFile(new MemoryContent("x.safetensors", bytes));
  }

  private static void assertRefused(String reason, byte[] bytes) {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> open(bytes))
        .withMessageStartingWith("Cannot read x.safetensors: ")
        .withMessageContaining(reason);
  }

  private static String tensor(String name, String type, String shape, String offsets) {
    return "\"%s\": {\"dtype\": \"%s\", \"shape\": %s, \"data_offsets\": %s}"
        .formatted(name, type, shape, offsets);
  }

  @Test
  void open_soundFile_isRead() {
    byte[] bytes =
        file(
            "{\"__metadata__\": {\"format\": \"pt\"}, "
                + tensor("a", "F16", "[1]", "[0, 2]")
                + "}  ",
            (byte) 0,
            (byte) 0x3c);
    assertThat(open(bytes).floats("a")).containsExactly(1);
    assertThat(open(file("{}")).tensors()).isEmpty();
  }

  @Test
  void open_lengthThatLies_isRefused() {
    assertRefused("it ends at byte 3, within what should stand there: 8 bytes from 0", new byte[3]);
    assertRefused("its header's length is 0 (must be 2 to 100000000", file(0, "{}"));
    assertRefused("its header's length is 3 (must be 2 to", file(3, "{}"));
    assertRefused("its header's length is 100000001 (must be", file(100_000_001, "{}"));
    assertRefused("its header's length is 18446744073709551615 (must be", file(-1, "{}"));
    assertRefused("its header's length is 9223372036854775807", file(Long.MAX_VALUE, "{}"));
  }

  @Test
  void open_headerNotJson_isRefused() {
    assertRefused("its header does not begin with '{'", file(" {}"));
    assertRefused("its header is not sound JSON: Unexpected", file("{a}"));
    assertRefused("its header is not sound JSON", file("{\"a\": "));
    assertRefused("its header goes on after its end", file("{} {}"));
    assertRefused("tensor 'a' is 1 (must be an object", file("{\"a\": 1}"));
    assertRefused(
        "__metadata__ of its header is \"b\" (must be", file("{\"__metadata__\": \"b\"}"));
    assertRefused(
        "__metadata__ of its header, 'b' is an object (must be a string",
        file("{\"__metadata__\": {\"b\": {}}}"));
    byte[] notUtf8 = file("{\"?\": 1}");
    notUtf8[10] = (byte) 0xc0;
    assertRefused("its header is not UTF-8 text", notUtf8);
  }

  @Test
  void open_repeatedKeys_areRefused() {
    String a = tensor("a", "U8", "[0]", "[0, 0]");
    assertRefused(
        "its header is not sound JSON: Duplicate field 'a'", file("{" + a + ", " + a + "}"));
    assertRefused(
        "Duplicate field 'dtype'", file("{\"a\": {\"dtype\": \"U8\", \"dtype\": \"I8\"}}"));
  }

  @Test
  void open_fieldsMissingOrMore_areRefused() {
    assertRefused(
        "tensor 'a' lacks its dtype, shape or data_offsets",
        file("{\"a\": {\"dtype\": \"U8\", \"shape\": []}}"));
    assertRefused(
        "tensor 'a' has a field 'strides' (must be dtype",
        file("{\"a\": {\"dtype\": \"U8\", \"shape\": [], \"strides\": []}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "F33; [1]; [0, 4]; has the unknown dtype 'F33'",
        "F32; [-1]; [0, 4]; is -1 (must be integers of at least 0",
        "F32; [1.5]; [0, 4]; is 1.5 (must be an array of at most 1000 integers",
        "F32; 4; [0, 4]; shape of tensor 'a' is 4 (must be an array of at most 1000 integers",
        "F32; [18446744073709551616]; [0, 4]; is not sound JSON: Numeric value",
        "F32; [4611686018427387904, 4]; [0, 4]; has a shape that cannot be",
        "F64; [2305843009213693952]; [0, 4]; has 4 bytes, which is not what F64",
        "F32; [1]; [0, 3]; has 3 bytes, which is not what F32 of shape [1] takes",
        "F32; [1]; [0, 5]; has data_offsets [0, 5] (must be a begin and an end, and there are 4",
        "F32; [1]; [4, 0]; has data_offsets [4, 0]",
        "F32; [1]; [-4, 0]; data_offsets of tensor 'a' is -4 (must be integers of at least 0",
        "F32; [1]; [0]; has data_offsets [0]",
        "F32; [1]; [0, 9223372036854775807]; has data_offsets",
        "F16; [1]; [0, 2]; its tensors end at byte",
        "F16; [1]; [2, 4]; tensor 'a' begins at byte",
      })
  void open_tensorThatCannotBe_isRefused(String type, String shape, String offsets, String reason) {
    assertRefused(
        reason,
        file(
            "{" + tensor("a", type, shape, offsets) + "}", (byte) 0, (byte) 0, (byte) 0, (byte) 0));
  }

  @Test
  void open_overlapOrGapBetweenTensors_isRefused() {
    String a = tensor("a", "U8", "[2]", "[0, 2]");
    byte[] data = new byte[4];
    assertRefused(
        "tensor 'b' begins at byte",
        file("{" + a + ", " + tensor("b", "U8", "[3]", "[1, 4]") + "}", data));
    assertRefused(
        "tensor 'b' begins at byte",
        file("{" + a + ", " + tensor("b", "U8", "[1]", "[3, 4]") + "}", data));
    assertThat(
            open(file("{" + a + ", " + tensor("b", "U8", "[2]", "[2, 4]") + "}", data)).tensors())
        .hasSize(2);
  }

  @Test
  void open_tooManyDimensions_areRefused() {
    assertRefused(
        "has a shape that cannot be",
        file("{" + tensor("a", "U8", "[" + "1,".repeat(64) + "1]", "[0, 1]") + "}", (byte) 0));
    assertRefused(
        "shape of tensor 'a' is 1 (must be an array of at most 1000 integers",
        file("{" + tensor("a", "U8", "[" + "1,".repeat(5_000) + "1]", "[0, 1]") + "}", (byte) 0));
  }

  @ParameterizedTest
  @CsvSource({
    "F16, 0x7e00, NaN",
    "F16, 0x7c00, Infinity",
    "BF16, 0xff80, -Infinity",
    "BF16, 0x7fc0, NaN"
  })
  void floats_notFinite_namesTensorAndIndex(String type, String bits, String shown) {
    int value = Integer.decode(bits);
    byte[] bytes =
        file(
            "{" + tensor("w", type, "[3]", "[0, 6]") + "}",
            (byte) 0,
            (byte) 0,
            (byte) value,
            (byte) (value >> 8),
            (byte) value,
            (byte) (value >> 8));
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> open(bytes).floats("w"))
        .withMessageContaining("tensor 'w' is %s at index 1, as float32".formatted(shown));
  }

  @Test
  void floats_doubleBeyondFloat_isRefused() {
    byte[] value = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(1e300).array();
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(
            () -> open(file("{" + tensor("w", "F64", "[]", "[0, 8]") + "}", value)).floats("w"))
        .withMessageContaining("tensor 'w' is Infinity at index 0, as float32");
  }

  @Test
  void refusal_hostileName_isShownOnOneShortLine() {
    String name = "\\n\\u001b[2J" + "x".repeat(5_000);
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> open(file("{" + tensor(name, "F32", "[1]", "[0, 0]") + "}")))
        .satisfies(
            e -> assertThat(e.getMessage()).hasSizeLessThan(400).doesNotContain("\n", "\u001b"));
  }
}
