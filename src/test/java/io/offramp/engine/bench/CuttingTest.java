// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.run.ScoringOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CuttingTest {
  private static final ScoringOptions OPTIONS = ScoringOptions.DEFAULT;

  private static int[] lengths(int count) {
    return new Random(4).ints(count, 3, 120).toArray();
  }

  private static List<Cutting.Cut> cut(Cutting cutting, int[] lengths) {
    return cutting.cut(lengths, OPTIONS::padded, OPTIONS);
  }

  @ParameterizedTest
  @EnumSource
  void cut_anyWay_holdsEachRowOnceInABatchThatIsLongEnough(Cutting cutting) {
    int[] lengths = lengths(537);
    List<Integer> seen = new ArrayList<>();
    for (Cutting.Cut cut : cut(cutting, lengths)) {
      for (int row : cut.places()) {
        seen.add(row);
        assertThat(lengths[row]).isLessThanOrEqualTo(cut.length());
      }
    }
    assertThat(seen).doesNotHaveDuplicates().hasSize(537);
  }

  @ParameterizedTest
  @EnumSource
  void cut_noRows_givesNoBatch(Cutting cutting) {
    assertThat(cut(cutting, new int[0])).isEmpty();
  }

  @Test
  void arrival_padsAHundredNeighboursToTheLongest() {
    int[] lengths = lengths(250);
    List<Cutting.Cut> cuts = cut(Cutting.ARRIVAL, lengths);
    assertThat(cuts).extracting(cut -> cut.places().length).containsExactly(100, 100, 50);
    assertThat(cuts.get(1).length())
        .isEqualTo(Arrays.stream(lengths, 100, 200).max().orElseThrow());
    assertThat(cuts.get(1).places()).startsWith(100, 101).endsWith(199);
  }

  @Test
  void byLength_padsLess() {
    int[] lengths = lengths(1000);
    long sorted = cut(Cutting.BY_LENGTH, lengths).stream().mapToLong(Cutting.Cut::tokens).sum();
    long arrival = cut(Cutting.ARRIVAL, lengths).stream().mapToLong(Cutting.Cut::tokens).sum();
    assertThat(sorted).isLessThan(arrival).isGreaterThanOrEqualTo(Arrays.stream(lengths).sum());
  }

  @Test
  void budget_fillsBatchesByTokens() {
    int[] lengths = lengths(1000);
    List<Cutting.Cut> cuts = cut(Cutting.BUDGET, lengths);
    for (Cutting.Cut cut : cuts) {
      assertThat(cut.places().length).isLessThanOrEqualTo(OPTIONS.rows(cut.length()));
      assertThat(cut.length() % 4).isZero();
    }
    assertThat(cuts.get(0).tokens()).isGreaterThan(1500);
  }

  @Test
  void byPaddedLength_fillsBatchesOfOneLength() {
    int[] lengths = lengths(1000);
    for (Cutting.Cut cut : cut(Cutting.BY_PADDED_LENGTH, lengths)) {
      assertThat(cut.places().length).isLessThanOrEqualTo(OPTIONS.rows(cut.length()));
      assertThat(Arrays.stream(cut.places()).map(row -> OPTIONS.padded(lengths[row])))
          .containsOnly(cut.length());
    }
  }
}
