// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimTest {
  private static Claim of(Quantity quantity, long harmful, long helpful) {
    return new Claim(quantity, 0.1, Optional.empty(), "t", 0.05, 10, 0.01, harmful, helpful, 0.05);
  }

  @Test
  void words_slices_restrictEveryQuantity() {
    Optional<String> slice = Optional.of("label \"sports\"");
    assertThat(Quantity.ACCURACY_DROP.claim(0.1, slice))
        .isEqualTo("lowers accuracy by at most 0.1 on rows with label \"sports\"");
    assertThat(Quantity.DISAGREEMENT.claim(0.1, slice))
        .isEqualTo("changes the answer of at most a share 0.1 of the rows with label \"sports\"");
    assertThat(Quantity.COST.claim(0.1, slice))
        .isEqualTo("costs on average at most 0.1 of doing so on rows with label \"sports\"");
  }

  /** Of two parts seen as far below one bound, the one with fewer rows is the weaker. */
  @Test
  void room_isTheDistanceToTheBoundForTheRows() {
    assertThat(room(0.1, 100, 0.06)).isCloseTo(0.4, within(1e-12));
    assertThat(room(0.1, 25, 0.06)).isCloseTo(0.2, within(1e-12));
    assertThat(room(0.2, 25, 0.06)).isCloseTo(0.7, within(1e-12));
    assertThat(room(0.1, 100, 0.11)).isCloseTo(-0.1, within(1e-12));
  }

  private static double room(double bound, long rows, double estimate) {
    return new Claim(
            Quantity.DISAGREEMENT, bound, Optional.empty(), "t", 0.05, rows, estimate, 0, 0, 0.05)
        .room();
  }

  @Test
  void build_countsAtTheirLimits_areAccepted() {
    assertThat(of(Quantity.ACCURACY_DROP, 4, 6).helpful()).isEqualTo(6);
    assertThat(of(Quantity.DISAGREEMENT, 10, 0).harmful()).isEqualTo(10);
    assertThat(of(Quantity.COST, 0, 0).pValue()).isEqualTo(0.05);
  }

  @ParameterizedTest
  @CsvSource({
    "ACCURACY_DROP, -1, 0, 'harmful rows -1 (must be in 0..10, the rows)'",
    "ACCURACY_DROP, 11, 0, 'harmful rows 11 (must be in 0..10, the rows)'",
    "ACCURACY_DROP, 4,  7, 'helpful rows 7 (must be in 0..6 for this quantity)'",
    "ACCURACY_DROP, 4, -1, 'helpful rows -1 (must be in 0..6 for this quantity)'",
    "DISAGREEMENT,  4,  1, 'helpful rows 1 (must be in 0..0 for this quantity)'",
    "COST,          1,  0, 'harmful rows 1 (must be 0 for a cost)'",
    "COST,          0,  1, 'helpful rows 1 (must be in 0..0 for this quantity)'"
  })
  void build_impossibleCounts_areRefused(
      Quantity quantity, long harmful, long helpful, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(quantity, harmful, helpful))
        .withMessage("Cannot state a claim: " + reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0  |s |t |.1|1| 0 |.1| bound 0.0 (must be in (0,1))",
        "1  |s |t |.1|1| 0 |.1| bound 1.0 (must be in (0,1))",
        ".1 |' '|t|.1|1| 0 |.1| slice \" \" (must be words that name rows)",
        ".1 |s |' '|.1|1|0 |.1| test \" \" (must be words that name the test)",
        ".1 |s |t | 0|1| 0 | 0| delta 0.0 (must be in (0,1))",
        ".1 |s |t | 1|1| 0 | 0| delta 1.0 (must be in (0,1))",
        ".1 |s |t |.1|0| 0 |.1| rows 0 (must be at least 1)",
        ".1 |s |t |.1|1|1.1|.1| estimate 1.1 (must be in [-1,1])",
        ".1 |s |t |.1|1|NaN|.1| estimate NaN (must be in [-1,1])",
        ".1 |s |t |.1|1| 0 |.2| p-value 0.2 (must be in [0,0.1], the delta)",
        ".1 |s |t |.1|1| 0 |NaN|p-value NaN (must be in [0,0.1], the delta)"
      })
  void build_numbersOutOfRange_areRefused(
      double bound,
      String slice,
      String test,
      double delta,
      long rows,
      double estimate,
      double pValue,
      String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Claim(
                    Quantity.DISAGREEMENT,
                    bound,
                    Optional.of(slice),
                    test,
                    delta,
                    rows,
                    estimate,
                    0,
                    0,
                    pValue))
        .withMessage("Cannot state a claim: " + reason);
  }
}
