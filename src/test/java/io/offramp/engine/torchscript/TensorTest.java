// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TensorTest {
  @Test
  void tensor_valuesThatDoNotFillTheShape_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tensor("w", new long[] {2, 3}, new float[5]))
        .withMessage("Cannot shape tensor 'w': 5 values do not fill [2, 3] (must be 6)");
  }

  @Test
  void tensor_negativeSizes_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tensor("w", new long[] {-2, -3}, new float[6]))
        .withMessage("Cannot shape tensor 'w' [-2, -3] (no size may be negative)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1st", "a.b", "a-b", "a b", "ä", "a\nb"})
  void tensor_nameThatIsNoIdentifier_isRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tensor(name, new long[0], new float[1]))
        .withMessage("Cannot name a tensor '" + name + "' (must be a Python identifier)");
  }

  @Test
  void strides_rowMajor_areProductsOfLaterSizes() {
    assertThat(new Tensor("w", new long[] {2, 3, 4}, new float[24]).strides())
        .containsExactly(12, 4, 1);
    assertThat(new Tensor("scalar", new long[0], new float[1]).strides()).isEmpty();
    assertThat(new Tensor("none", new long[] {0}, new float[0]).strides()).containsExactly(1);
  }
}
