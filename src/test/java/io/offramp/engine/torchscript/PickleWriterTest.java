// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torchscript;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected bytes are those of CPython's pickletools documentation of protocol 2. */
final class PickleWriterTest {
  private static String hex(PickleWriter pickle) {
    String all = HexFormat.of().formatHex(pickle.finish());
    assertThat(all).startsWith("8002").endsWith("2e");
    return all.substring(4, all.length() - 2);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 4a00000000",
    "1, 4a01000000",
    "-1, 4affffffff",
    "305419896, 4a78563412",
    "2147483647, 4affffff7f",
    "-2147483648, 4a00000080",
    "2147483648, 8a080000008000000000",
    "-2147483649, 8a08ffffff7fffffffff",
    "1311768467463790320, 8a08f0debc9a78563412",
    "-9223372036854775808, 8a080000000000000080"
  })
  void integer_anySize_isLittleEndianInTheShortestOfTwoForms(long value, String expected) {
    assertThat(hex(new PickleWriter().integer(value))).isEqualTo(expected);
  }

  @Test
  void integers_several_areATuple() {
    assertThat(hex(new PickleWriter().integers(new long[] {2, 3})))
        .isEqualTo("28" + "4a02000000" + "4a03000000" + "74");
    assertThat(hex(new PickleWriter().integers(new long[0]))).isEqualTo("2874");
  }

  @Test
  void string_notAscii_isUtf8WithItsLengthInBytes() {
    assertThat(hex(new PickleWriter().string("é€"))).isEqualTo("5805000000" + "c3a9" + "e282ac");
  }

  @Test
  void global_moduleAndName_areLines() {
    assertThat(hex(new PickleWriter().global("m", "N"))).isEqualTo("63" + "6d0a" + "4e0a");
  }

  @Test
  void operators_each_areOneByte() {
    PickleWriter pickle =
        new PickleWriter()
            .mark()
            .tuple()
            .emptyTuple()
            .emptyDict()
            .setItems()
            .newObject()
            .build()
            .reduce()
            .persistentId()
            .none()
            .bool(true)
            .bool(false);
    assertThat(hex(pickle)).isEqualTo("2874297d758162" + "52514e8889");
  }
}
