// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TensorViewTest {
  private static TensorView view(long elements, long offset, String sizes, String strides) {
    return new TensorView(
        new PickleValue.Storage("0", ElementType.F32, elements),
        offset,
        numbers(sizes),
        numbers(strides));
  }

  private static List<Long> numbers(String text) {
    return text.isEmpty() ? List.of() : Arrays.stream(text.split(" ")).map(Long::valueOf).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "12, 0, 3 4, 4 1, true",
    "12, 0, 4 3, 1 4, false",
    "12, 11, '', '', true",
    "12, 12, 0 7, 9 9, true",
    "12, 4, 1 2 4, 999 4 1, true",
    "12, 1, 5, 2, false",
  })
  void flaw_viewWithinItsStorage_isNone(
      long elements, long offset, String sizes, String strides, boolean contiguous) {
    TensorView view = view(elements, offset, sizes, strides);
    assertThat(view.flaw()).isEmpty();
    if (!view.sizes().contains(0L)) {
      assertThat(view.isContiguous()).isEqualTo(contiguous);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "12, 1, 3 4, 4 1, reaches beyond the 12 elements",
    "12, 12, '', '', reaches beyond",
    "12, 13, 0, 1, begins at element 13 of 12",
    "12, -1, 1, 1, begins at element -1 of 12",
    "12, 0, 3 4, 4, it has 2 sizes and 1 strides",
    "12, 0, 2 2, 1 1, lie over each other",
    "12, 0, 12, 0, lie over each other",
    "12, 0, 2147483647, 0, lie over each other",
    "12, 0, 3, -1, lie over each other",
    "12, 0, 4611686018427387904 4, 4 1, cannot be",
    "12, 0, 9223372036854775807, 9223372036854775807, reaches beyond",
    "9223372036854775807, 9223372036854775807, 2, 9223372036854775806, reaches beyond",
    "12, 0, 2 4611686018427387903, 1 2, reaches beyond",
  })
  void flaw_viewThatCannotBe_isSaid(
      long elements, long offset, String sizes, String strides, String flaw) {
    assertThat(view(elements, offset, sizes, strides).flaw()).contains(flaw);
  }

  /** Turned, cut and stepped views of a storage of several chunks, against plain indexing. */
  @Test
  void read_anyView_takesTheElementsItSays() {
    Random random = new Random(11);
    int elements = 60_000;
    byte[] bytes = new byte[12 + elements * 4];
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      numbers.putFloat(12 + 4 * i, i);
    }
    for (int round = 0; round < 60; round++) {
      List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
      Collections.shuffle(order, random);
      long[] base = {30, 40, 50};
      Long[] sizes = new Long[3];
      Long[] strides = new Long[3];
      long stride = 1;
      long offset = 0;
      for (int d = 2; d >= 0; d--) {
        int step = 1 + random.nextInt(3);
        long first = random.nextInt(5);
        sizes[d] = (base[d] - first + step - 1) / step;
        strides[d] = stride * step;
        offset += first * stride;
        stride *= base[d];
      }
      List<Long> turnedSizes = order.stream().map(d -> sizes[d]).toList();
      List<Long> turnedStrides = order.stream().map(d -> strides[d]).toList();
      TensorView view = view(elements, offset, "", "");
      view = new TensorView(view.storage(), offset, turnedSizes, turnedStrides);
      assertThat(view.flaw()).isEmpty();
      float[] expected = new float[(int) (sizes[0] * sizes[1] * sizes[2])];
      int next = 0;
      for (long i = 0; i < turnedSizes.get(0); i++) {
        for (long j = 0; j < turnedSizes.get(1); j++) {
          for (long k = 0; k < turnedSizes.get(2); k++) {
            expected[next++] =
                offset
                    + i * turnedStrides.get(0)
                    + j * turnedStrides.get(1)
                    + k * turnedStrides.get(2);
          }
        }
      }
      TensorInfo tensor = new TensorInfo("t", ElementType.F32, turnedSizes);
      assertThat(ViewReader.read(new MemoryContent("x.bin", bytes), tensor, view, 12))
          .isEqualTo(expected);
    }
  }
}
