// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuaranteeTest {
  private static final String ASSUMPTIONS =
      ", provided that those rows and the scored corpus are independent draws from one"
          + " distribution, that the candidate policies were fixed before the rows were looked at,"
          + " and that the rows are used for choosing nothing else; under drift it does not hold.";

  @Test
  void statement_twoClaims_saysThemAndTheAssumptions() {
    assertThat(PolicyFixtures.guarantee().statement())
        .isEqualTo(
            "With confidence 0.9 over the draw of the certifying rows, scoring by this policy"
                + " instead of running every row to the last exit lowers accuracy by at most 0.02"
                + " and costs on average at most 0.6 of doing so"
                + ASSUMPTIONS);
  }

  @Test
  void statement_oneClaim_saysNoMore() {
    assertThat(PolicyFixtures.guarantee(0.95, PolicyFixtures.RISK).statement())
        .isEqualTo(
            "With confidence 0.95 over the draw of the certifying rows, scoring by this policy"
                + " instead of running every row to the last exit lowers accuracy by at most 0.02"
                + ASSUMPTIONS);
  }

  @Test
  void statement_asymptoticClaimsAboutSlices_saysBoth() {
    assertThat(PolicyFixtures.learned().guarantee().statement())
        .isEqualTo(
            "With confidence 0.9 over the draw of the certifying rows, which is reached only as the"
                + " number of those rows grows, scoring by this policy instead of running every row"
                + " to the last exit changes the answer of at most a share 0.03 of the rows and"
                + " lowers accuracy by at most 0.05 on rows with label \"sports\""
                + ASSUMPTIONS);
  }

  @Test
  void statement_threeClaims_listsThem() {
    Claim slice = PolicyFixtures.learned().guarantee().claims().get(1);
    assertThat(
            PolicyFixtures.guarantee(0.9, PolicyFixtures.RISK, slice, PolicyFixtures.COST)
                .statement())
        .contains(
            "exit lowers accuracy by at most 0.02, lowers accuracy by at most 0.05 on rows with"
                + " label \"sports\" and costs on average at most 0.6 of doing so, provided");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|of each of 2 slices (label \"0\", label \"1\"), provided",
        "6|of each of 6 slices (label \"0\", label \"1\", label \"2\", label \"3\", label \"4\", label \"5\"), provided",
        "7|of each of 7 slices (label \"0\", label \"1\", label \"2\" and 4 more, which the claims name), provided",
        "1200|of each of 1,200 slices (label \"0\", label \"1\", label \"2\" and 1,197 more, which the claims name), provided",
      })
  void statement_ofManySlices_saysTheirBoundOnce(int slices, String words) {
    Claim one = PolicyFixtures.learned().guarantee().claims().get(1);
    List<Claim> claims = new ArrayList<>(List.of(PolicyFixtures.RISK));
    for (int i = 0; i < slices; i++) {
      claims.add(PolicyVariants.ofSlice(one, "label \"%d\"".formatted(i), one.bound()));
    }
    assertThat(PolicyFixtures.guarantee(0.9, claims.toArray(new Claim[0])).statement())
        .contains("accuracy by at most 0.02 and lowers accuracy by at most 0.05 on rows " + words)
        .hasSizeLessThan(600);
    claims.add(PolicyVariants.ofSlice(one, "language \"de\"", 0.07));
    assertThat(PolicyFixtures.guarantee(0.9, claims.toArray(new Claim[0])).statement())
        .contains(" and lowers accuracy by at most 0.07 on rows with language \"de\", provided");
  }

  @Test
  void claims_listChangedAfterwards_isACopy() {
    List<Claim> claims = new ArrayList<>(List.of(PolicyFixtures.RISK));
    Guarantee guarantee = new Guarantee(0.9, Validity.EXACT, "m", 1, 1, 1, claims);
    claims.clear();
    assertThat(guarantee.claims()).containsExactly(PolicyFixtures.RISK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1    | m |1|10|.5  | confidence 1.0 (must be in (0,1))",
        "0    | m |1|10|.5  | confidence 0.0 (must be in (0,1))",
        ".9   |' '|1|10|.5  | method \" \" (must be words that name the method)",
        ".9   | m |0|10|.5  | levels tested 0 (must be at least 1)",
        ".9   | m |1| 0|.5  | cost rows 0 (must be at least 1)",
        ".9   | m |1|10|1.1 | expected cost 1.1 (must be in (0,1])",
        ".9   | m |1|10|NaN | expected cost NaN (must be in (0,1])",
        ".96  | m |1|10|.5  | delta of a claim 0.05 (must be at most 1 - confidence for confidence"
            + " 0.96)"
      })
  void build_inconsistentEvidence_isRefused(
      double confidence,
      String method,
      int levels,
      long costRows,
      double expectedCost,
      String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Guarantee(
                    confidence,
                    Validity.EXACT,
                    method,
                    levels,
                    costRows,
                    expectedCost,
                    List.of(PolicyFixtures.COST)))
        .withMessage("Cannot state a guarantee: " + reason);
  }

  @Test
  void build_noClaims_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyFixtures.guarantee(0.9))
        .withMessage("Cannot state a guarantee: claims [] (must be at least 1)");
  }

  @Test
  void ofId_everyQuantityAndValidity_isFoundByItsId() {
    for (Quantity quantity : Quantity.values()) {
      assertThat(Quantity.ofId(quantity.id())).isEqualTo(quantity);
    }
    for (Validity validity : Validity.values()) {
      assertThat(Validity.ofId(validity.id())).isEqualTo(validity);
    }
    assertThat(RiskTarget.of("disagreement", 0.1)).isEqualTo(new MaxDisagreement(0.1));
    assertThat(RiskTarget.of("accuracy-drop", 0.1)).isEqualTo(new MaxAccuracyDrop(0.1));
    assertThat(new MaxDisagreement(0.03).claim())
        .isEqualTo("changes the answer of at most a share 0.03 of the rows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RiskTarget.of("cost", 0.1))
        .withMessage("Cannot bound risk \"cost\" (must be one of: accuracy-drop, disagreement)");
  }
}
