// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuaranteeTest {
  @Test
  void statement_bothBounds_saysClaimAndAssumptions() {
    assertThat(PolicyFixtures.guarantee().statement())
        .isEqualTo(
            "With confidence 0.9 over the draw of the certifying rows, scoring by this policy"
                + " instead of running every row to the last exit lowers accuracy by at most 0.02"
                + " and costs on average at most 0.6 of doing so, provided that those rows and the"
                + " scored corpus are independent draws from one distribution, that the candidate"
                + " policies were fixed before the rows were looked at, and that the rows are used"
                + " for choosing nothing else; under drift it does not hold.");
  }

  @Test
  void statement_riskOnly_claimsNoCost() {
    assertThat(PolicyFixtures.guarantee(Optional.empty()).statement())
        .startsWith("With confidence 0.95")
        .contains("by at most 0.02, provided")
        .doesNotContain("costs");
    assertThat(new MaxDisagreement(0.03).claim())
        .isEqualTo("changes the answer of at most a share 0.03 of the rows");
  }

  @Test
  void observedRisk_countedLosses_isTheirShare() {
    assertThat(PolicyFixtures.guarantee().observedRisk()).isEqualTo(0.011);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1    |.1 | m |10| 1| 1|.01|10|.5 | confidence 1.0 (must be in (0,1))",
        ".9   | 0 | m |10| 1| 1|.01|10|.5 | delta 0.0 (must be in (0,1))",
        ".9   |.1 |' '|10| 1| 1|.01|10|.5 | method \" \" (must be words that name the method)",
        ".9   |.1 | m | 0| 0| 1|.01|10|.5 | rows 0 (must be at least 1)",
        ".9   |.1 | m |10|11| 1|.01|10|.5 | losses 11 (must be in 0..10, the rows)",
        ".9   |.1 | m |10| 1| 0|.01|10|.5 | levels tested 0 (must be at least 1)",
        ".9   |.1 | m |10| 1| 1|.11|10|.5 | p-value 0.11 (must be in [0,0.1], the delta)",
        ".9   |.1 | m |10| 1| 1|NaN|10|.5 | p-value NaN (must be in [0,0.1], the delta)",
        ".9   |.1 | m |10| 1| 1|.01| 9|.5 | cost rows 9 (must be at least 10, the rows)",
        ".9   |.1 | m |10| 1| 1|.01|10|1.1| expected cost 1.1 (must be in (0,1])",
        ".95  |.1 | m |10| 1| 1|.01|10|.5 | delta spent in all 0.1 (must be 1 - confidence for"
            + " confidence 0.95)"
      })
  void build_inconsistentEvidence_isRefused(
      double confidence,
      double delta,
      String method,
      long rows,
      long losses,
      int levels,
      double pValue,
      long costRows,
      double expectedCost,
      String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Guarantee(
                    new MaxDisagreement(0.05),
                    confidence,
                    delta,
                    method,
                    rows,
                    losses,
                    levels,
                    pValue,
                    costRows,
                    expectedCost,
                    Optional.empty()))
        .withMessage("Cannot state a guarantee: " + reason);
  }

  @Test
  void build_expectedCostAboveItsBound_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> PolicyFixtures.guarantee(Optional.of(new CostCertificate(0.5, 0.05, 0.01))))
        .withMessage("Cannot state a guarantee: expected cost 0.5425 (must be at most 0.5)");
  }

  @Test
  void costCertificate_invalidNumbers_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CostCertificate(1, 0.05, 0.01))
        .withMessage("Cannot certify a cost: max cost 1.0 (must be in (0,1))");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CostCertificate(0.5, 0, 0.01))
        .withMessage("Cannot certify a cost: cost delta 0.0 (must be in (0,1))");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CostCertificate(0.5, 0.05, 0.06))
        .withMessage("Cannot certify a cost: p-value 0.06 (must be in [0,0.05], the cost's delta)");
  }
}
