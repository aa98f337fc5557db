// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class BettingTestTest {
  /** The value of a letter of the golden files. */
  private static double value(char letter) {
    return switch (letter) {
      case '-' -> -1;
      case '0' -> 0;
      case '+' -> 1;
      default -> 0.25 * (letter - 'a' + 1);
    };
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/golden/betting.csv", numLinesToSkip = 1, maxCharsPerColumn = 1000)
  void wealth_goldenSequences_matchesSixtyDigitProducts(
      String rows,
      double mean,
      double least,
      double greatest,
      long n,
      double delta,
      double logWealth) {
    BettingTest bets = new BettingTest(mean, least, greatest, n, delta);
    rows.chars().forEach(letter -> bets.next(value((char) letter)));
    assertThat(-Math.log(bets.pValue())).isCloseTo(logWealth, within(1e-11 * (1 + logWealth)));
    assertThat(bets.rejects()).isEqualTo(logWealth >= -Math.log(delta));
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/golden/betting-long.csv", useHeadersInDisplayName = true)
  void wealth_millionsOfRows_matchesCompensatedSums(
      String period, double mean, double least, int n, double delta, double logWealth) {
    BettingTest bets = new BettingTest(mean, least, 1, n, delta);
    double[] values = period.chars().mapToDouble(letter -> value((char) letter)).toArray();
    for (int row = 0; row < n; row++) {
      bets.next(values[row % values.length]);
    }
    assertThat(-Math.log(bets.pValue())).isCloseTo(logWealth, within(1e-8));
    assertThat(bets.rejects()).isFalse();
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/golden/wsr.csv", numLinesToSkip = 1, maxCharsPerColumn = 1000)
  void waudbySmithRamdas_goldenSequences_matchSixtyDigitProducts(
      String rows, double mean, double delta, double pValue) {
    double[] losses = rows.chars().mapToDouble(letter -> value((char) letter)).toArray();
    assertThat(WaudbySmithRamdas.pValue(losses, mean, delta))
        .isCloseTo(pValue, within(1e-11 * pValue));
  }

  @Test
  void waudbySmithRamdas_noRows_saysNothing() {
    assertThat(WaudbySmithRamdas.pValue(new double[0], 0.1, 0.1)).isOne();
    assertThat(WaudbySmithRamdas.rejects(0, row -> 0, 0.1, 0.1)).isFalse();
  }

  @Property(tries = 300)
  void waudbySmithRamdas_rejects_asItsPValueDoes(
      @ForAll @IntRange(min = 1, max = 2000) int rows,
      @ForAll @IntRange(min = 0, max = 12) int percent,
      @ForAll long seed) {
    double[] losses =
        new Random(seed).doubles(rows).map(u -> u < percent / 100.0 ? 1 : 0).toArray();
    assertThat(WaudbySmithRamdas.rejects(rows, row -> losses[row], 0.1, 0.2))
        .isEqualTo(WaudbySmithRamdas.pValue(losses, 0.1, 0.2) <= 0.2);
  }

  @Test
  void waudbySmithRamdas_lossesFarFromTheMean_areNotAllLookedAt() {
    AtomicInteger looks = new AtomicInteger();
    boolean rejects =
        WaudbySmithRamdas.rejects(1_000_000, row -> 0 * looks.incrementAndGet(), 0.1, 0.05);
    assertThat(rejects).isTrue();
    assertThat(looks.get()).isBetween(100, 5000);
  }

  @Test
  void test_noRows_doesNotReject() {
    BettingTest bets = new BettingTest(0.1, -1, 1, 0, 0.1);
    assertThat(bets.rejects()).isFalse();
    assertThat(bets.pValue()).isOne();
  }

  @Test
  void test_oneRow_staysBelowWhatItCanWin() {
    BettingTest bets = new BettingTest(0.1, -1, 1, 1, 0.4);
    bets.next(-1);
    assertThat(bets.rejects()).isFalse();
    assertThat(bets.pValue()).as("1 / (1 + 0.9 * 1.1 / 0.9)").isCloseTo(1 / 2.1, within(0.01));
  }

  @ParameterizedTest
  @CsvSource({"0.01, 0.05, 10000000", "0.5, 0.1, 10000000", "1e-6, 0.1, 10000000"})
  void test_extremeRisks_areDecidedRightly(double mean, double delta, int n) {
    BettingTest noLoss = new BettingTest(mean, -1, 1, n, delta);
    BettingTest allLose = new BettingTest(mean, -1, 1, n, delta);
    BettingTest allLose01 = new BettingTest(mean, 0, 1, n, delta);
    for (int row = 0; row < n; row++) {
      noLoss.next(0);
      allLose.next(1);
      allLose01.next(1);
    }
    assertThat(noLoss.rejects()).isTrue();
    assertThat(noLoss.pValue()).isBetween(0.5 * delta, delta);
    assertThat(allLose.pValue()).isOne();
    assertThat(allLose01.pValue()).isOne();
  }

  /** All sequences of a length, each as likely as independent rows make it: no simulation. */
  @Property(tries = 40)
  void rejection_meanJustAtTheBound_hasProbabilityAtMostDelta(
      @ForAll @IntRange(min = 1, max = 9) int meanTenths,
      @ForAll @IntRange(min = 1, max = 9) int deltaTenths,
      @ForAll @IntRange(min = 1, max = 10) int n) {
    double mean = meanTenths / 10.0;
    double delta = deltaTenths / 20.0;
    // Losses -1, 0, 1 with the mean as expectation: p_h - p_g = mean.
    double helpful = (1 - mean) / 3;
    double[] probabilities = {helpful, 1 - mean - 2 * helpful, helpful + mean};
    int sequences = (int) Math.pow(3, n);
    double rejected = 0;
    for (int code = 0; code < sequences; code++) {
      BettingTest bets = new BettingTest(mean, -1, 1, n, delta);
      double probability = 1;
      int rest = code;
      for (int row = 0; row < n; row++) {
        bets.next(rest % 3 - 1);
        probability *= probabilities[rest % 3];
        rest /= 3;
      }
      rejected += bets.rejects() ? probability : 0;
    }
    assertThat(rejected).isLessThanOrEqualTo(delta);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, -1, 1, 5, 0.1",
    "1, -1, 1, 5, 0.1",
    "0.1, -1, 1, -1, 0.1",
    "0.1, -1, 1, 5, 0",
    "0.1, -1, 1, 5, 1",
    "NaN, -1, 1, 5, 0.1"
  })
  void test_invalidArguments_areRefused(
      double mean, double least, double greatest, long rows, double delta) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BettingTest(mean, least, greatest, rows, delta))
        .withMessage(
            ("Cannot test a mean by betting: mean %s, losses in [%s,%s], %d rows, delta %s (the"
                    + " mean must be between the losses, rows 0 or more, delta in (0,1))")
                .formatted(mean, least, greatest, rows, delta));
  }
}
