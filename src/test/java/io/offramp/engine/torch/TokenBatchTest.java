// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.text.TokenizedText;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TokenBatchTest {
  @Test
  void of_rowsOfUnequalLength_padsToTheLongest() {
    List<TokenizedText> rows =
        List.of(
            new TokenizedText(new int[] {2, 3}, new int[] {0, 1}, false),
            new TokenizedText(new int[] {4, 5, 6}, new int[] {0, 1, 1}, true));
    TorchThreads.prepare(1);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      TokenBatch batch = TokenBatch.of(rows, 9, manager);
      assertThat(batch.ids().toLongArray()).containsExactly(2, 3, 9, 4, 5, 6);
      assertThat(batch.types().toLongArray()).containsExactly(0, 1, 0, 0, 1, 1);
      assertThat(batch.mask().toBooleanArray())
          .containsExactly(true, true, false, true, true, true);
      for (var array : List.of(batch.ids(), batch.types(), batch.mask())) {
        assertThat(array.getShape()).isEqualTo(new Shape(2, 3));
      }
      assertThat(batch.ids().getDataType()).isEqualTo(DataType.INT64);
      assertThat(batch.types().getDataType()).isEqualTo(DataType.INT64);
      assertThat(batch.mask().getDataType()).isEqualTo(DataType.BOOLEAN);
    }
  }
}
