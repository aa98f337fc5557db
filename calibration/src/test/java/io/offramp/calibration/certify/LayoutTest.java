// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.bound.BinomialTail;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.trace.Trace;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {
  private static final Goal DROP = Requests.accuracyDrop(0.05, 0.9);

  @ParameterizedTest
  @CsvSource({
    "44, 0, ALL_CERTIFY",
    "84, 0, ALL_CERTIFY",
    "85, 0, ONE_SPLIT",
    "20000, 0, ONE_SPLIT",
    "9999, 9000, UNLABELLED_TUNE",
    "10000, 9000, ONE_SPLIT",
    "1000, 332, ONE_SPLIT",
    "1000, 333, UNLABELLED_TUNE",
    "999, 333, UNLABELLED_TUNE",
    "80, 199, ALL_CERTIFY",
    "100, 200, UNLABELLED_TUNE",
    "0, 1000, UNLABELLED_TUNE"
  })
  void of_numbersOfRows_isTheLayoutMadeForThem(int known, int others, Layout layout) {
    assertThat(Layout.of(known, others, DROP, RiskTest.AUTO)).isEqualTo(layout);
  }

  @Test
  void of_boundTooTightToSplit_certifiesWithAllRows() {
    assertThat(Layout.of(1200, 0, Requests.accuracyDrop(0.003, 0.9), RiskTest.AUTO))
        .isEqualTo(Layout.ONE_SPLIT);
    assertThat(Layout.of(1000, 0, Requests.accuracyDrop(0.0025, 0.9), RiskTest.AUTO))
        .isEqualTo(Layout.ONE_SPLIT);
    assertThat(Layout.of(1000, 0, Requests.accuracyDrop(0.0023, 0.9), RiskTest.AUTO))
        .isEqualTo(Layout.ALL_CERTIFY);
    assertThat(Layout.of(100, 0, DROP.withMaxCost(0.5), RiskTest.AUTO)).isEqualTo(Layout.ONE_SPLIT);
    assertThat(Layout.of(100, 0, Requests.cost(0.5, 0.9), RiskTest.AUTO))
        .isEqualTo(Layout.ONE_SPLIT);
  }

  @Test
  void of_bettingBoundTooTightToSplit_certifiesWithAllRows() {
    Goal drop = Requests.accuracyDrop(0.01, 0.9);
    assertThat(Layout.of(300, 0, drop, RiskTest.AUTO)).isEqualTo(Layout.ONE_SPLIT);
    assertThat(RiskTest.BETTING.rowsNeeded(0.01, 0.1)).isBetween(265L, 275L);
    assertThat(Layout.of(300, 0, drop, RiskTest.BETTING)).isEqualTo(Layout.ALL_CERTIFY);
  }

  @Test
  void splits_costAndUnlabelledRows_costIsTestedOnSomeOfThem() {
    int[] known = IntStream.range(0, 300).toArray();
    int[] others = IntStream.range(300, 20_300).toArray();
    Split split =
        Layout.UNLABELLED_TUNE.splits(known, others, DROP.withMaxCost(0.5), RiskTest.AUTO).get(0);
    assertThat(split.tuning()).hasSize(10_000);
    assertThat(split.costing()).hasSize(10_300);
  }

  @Test
  void testing_slices_areNotShortened() {
    Goal slices = DROP.withSlices(0.1, List.of(new Slice("all", row -> true)));
    assertThat(Layout.testing(1000, slices, RiskTest.AUTO)).isEqualTo(667);
  }

  @Property(tries = 200)
  void splits_anyLayout_neverTestOnTuningRowsAndShareDelta(
      @ForAll Layout layout,
      @ForAll @IntRange(min = 0, max = 2000) int known,
      @ForAll @IntRange(min = 0, max = 500) int others) {
    int[] knownRows = IntStream.range(0, known).toArray();
    int[] otherRows = IntStream.range(known, known + others).toArray();
    List<Split> splits = layout.splits(knownRows, otherRows, DROP, RiskTest.AUTO);
    assertThat(splits.stream().mapToDouble(Split::deltaShare).sum()).isEqualTo(1);
    for (Split split : splits) {
      Set<Integer> tuning = set(split.tuning());
      Set<Integer> testing = set(split.testing());
      Set<Integer> costing = set(split.costing());
      assertThat(Collections.disjoint(tuning, testing)).as("tuning and testing").isTrue();
      assertThat(Collections.disjoint(tuning, costing)).as("tuning and costing").isTrue();
      assertThat(costing.containsAll(testing)).isTrue();
      assertThat(testing).allMatch(row -> row < known);
      assertThat(tuning.size() + costing.size()).as("none is lost").isEqualTo(known + others);
    }
  }

  private static Set<Integer> set(int[] rows) {
    Set<Integer> set = new HashSet<>(Arrays.stream(rows).boxed().toList());
    assertThat(set).as("each row once").hasSize(rows.length);
    return set;
  }

  @Property(tries = 60)
  void testing_anyRows_allowsAsManyLossesAsAllThatNeedNotTune(
      @ForAll @IntRange(min = 1, max = 3000) int known) {
    int most = known - Math.max(known / 10, Math.min(known / 3, 400));
    int testing = Layout.testing(known, DROP, RiskTest.AUTO);
    assertThat(testing).isBetween(Math.min(most, known / 2), most);
    assertThat(allowed(testing)).isEqualTo(allowed(most));
  }

  private static int allowed(int rows) {
    int allowed = -1;
    while (allowed < rows && BinomialTail.lower(rows, allowed + 1, 0.05) <= 0.1) {
      allowed++;
    }
    return allowed;
  }

  /** From ten thousand rows on two families of candidates share delta. */
  @ParameterizedTest
  @CsvSource({"500, 0.1", "1000, 0.1", "9999, 0.1", "10000, 0.05"})
  void recommended_severalPaths_testEachAtItsShareOfDelta(int rows, double delta) {
    Trace trace = Populations.typical().drawTrace(rows, 1);
    CalibrationMethod method = Methods.recommended(CalibrationOptions.DEFAULT);
    Claim claim = Rows.certified(trace, DROP, method).policy().guarantee().claims().get(0);
    assertThat(claim.delta()).isEqualTo(delta);
  }
}
