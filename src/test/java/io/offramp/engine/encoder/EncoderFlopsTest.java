// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EncoderFlopsTest {
  /** Every product of one block and one head of the smallest shape, counted one by one. */
  @Test
  void atExit_smallShape_equalsTheCountByHand() {
    EncoderShape shape = new EncoderShape(10, 8, 1, 4, 3, 2, 6, List.of(1, 3), 5, Pooling.MEAN);
    long qkv = 2 * 3 * (4 * 12); // 3 tokens, [12,4] weight
    long scores = 2 * 2 * (3 * 3 * 2); // 2 heads, [3,2] x [2,3]
    long mixing = 2 * 2 * (3 * 3 * 2); // 2 heads, [3,3] x [3,2]
    long output = 2 * 3 * (4 * 4);
    long feedForward = 2 * 3 * (4 * 6) + 2 * 3 * (6 * 4);
    long block = qkv + scores + mixing + output + feedForward;
    assertThat(block).isEqualTo(816);
    long head = 3 * 4 + 2 * (4 * 5);
    assertThat(EncoderFlops.atExit(shape, 1, 3)).isEqualTo(block + head).isEqualTo(868);
    assertThat(EncoderFlops.atExit(shape, 2, 3)).isEqualTo(3 * block + 2 * head).isEqualTo(2552);
  }

  @Test
  void atExit_bertBaseAt128Tokens_isAboutTwiceItsWeightsAToken() {
    EncoderShape base =
        new EncoderShape(30_522, 512, 2, 768, 12, 12, 3072, List.of(6, 12), 2, Pooling.CLS);
    // 12 layers x 128 tokens x (24 W² + 4 N W) and two heads
    assertThat(EncoderFlops.atExit(base, 2, 128))
        .isEqualTo(12L * 128 * (24L * 768 * 768 + 4L * 128 * 768) + 2 * (128L * 768 + 4 * 768));
  }

  /** The projection is paid by every row, a dense layer at each exit that has one. */
  @Test
  void atExit_projectionAndDenseHeads_areCountedWhereTheyArePaid() {
    EncoderShape plain = new EncoderShape(10, 8, 1, 4, 3, 2, 6, List.of(1, 3), 5, Pooling.MEAN);
    EncoderShape styled =
        new EncoderShape(
            10,
            8,
            1,
            4,
            3,
            2,
            6,
            List.of(1, 3),
            5,
            List.of(
                ExitHead.linear(Pooling.MEAN),
                new ExitHead(Pooling.CLS, Optional.of(Activation.TANH))),
            new EncoderStyle(1e-5, Activation.RELU, 3, true, Optional.empty()),
            Task.SINGLE_LABEL,
            NumberScale.UNIT);
    long projection = 2 * 3 * (4 * 3); // 3 tokens, [4,3] weight
    assertThat(EncoderFlops.atExit(styled, 1, 3))
        .isEqualTo(EncoderFlops.atExit(plain, 1, 3) + projection);
    assertThat(EncoderFlops.atExit(styled, 2, 3))
        .isEqualTo(EncoderFlops.atExit(plain, 2, 3) + projection + 2 * (4 * 4));
  }

  @Test
  void costs_anyLength_ascendToOne() {
    EncoderShape shape = new EncoderShape(10, 64, 1, 4, 3, 2, 6, List.of(1, 2, 3), 5, Pooling.MEAN);
    double[] costs = EncoderFlops.costs(shape, 3);
    assertThat(costs).containsExactly(868 / 2604.0, 1736 / 2604.0, 1);
    assertThat(EncoderFlops.costs(shape, 64)[2]).isEqualTo(1);
  }
}
